import type { Kind } from '../../../../core/product.ts';
import { languageWord } from '../../language.ts';
import { numberWords } from '../../numbers.ts';
import type { Message } from '../../say.ts';
import type { SourceState } from '../../health.ts';

const { count: number, day: written, month, monthName, plural, time: writtenTime } = numberWords('en');

const STATES: Record<SourceState, string> = {
  failing: 'in trouble',
  well: 'well',
  recorded: 'read from a recording',
  untried: 'not tried yet',
};

const builds = { one: '# build', other: '# builds' };
const changes = { one: '# change', other: '# changes' };
const days = { one: '# day', other: '# days' };
const sources = { one: '# source', other: '# sources' };

/** What is on record, what changed in it and how its sources do, in English. */
export const recordEn = {
  'time.time': ({ time }: { time: string }) => writtenTime(time),
  'time.day': ({ day }: { day: string }) => written(day),
  'time.month': (one: { month: string }) => month(one.month),
  'time.month-name': (one: { month: string }) => monthName(one.month),
  'health.page': 'Health of the sources',
  'health.none': 'No source has been read yet.',
  'health.failing': ({ failing, all }: { failing: number; all: number }) =>
    `${plural(failing, sources)} of ${number(all)} ${failing === 1 ? 'is' : 'are'} in trouble.`,
  'health.all-well': ({ count }: { count: number }) =>
    plural(count, { one: 'The source is well.', other: 'All # sources are well.' }),
  'health.no-trouble': 'No source is in trouble.',
  'health.recording': 'Read from a recording; no publisher was visited.',
  'health.last-crawl': ({ time }: { time: string }) => `Last crawl ${writtenTime(time)}.`,
  'health.counts': (counts: Partial<Record<SourceState, number>>) =>
    `${(Object.keys(STATES) as SourceState[])
      .flatMap((state) => (counts[state] === undefined ? [] : `${number(counts[state])} ${STATES[state]}`))
      .join(', ')}.`,
  'health.keeps':
    'A source in trouble keeps its last good record: what is listed stays true, newer builds may be missing.',
  'health.state-failing': STATES.failing,
  'health.state-well': STATES.well,
  'health.state-recorded': STATES.recorded,
  'health.state-untried': STATES.untried,
  'health.each-day': 'Each tick is a day:',
  'health.day-wrong': 'something was wrong',
  'health.day-well': 'all in order',
  'health.day-part': 'asked in part, that was in order',
  'health.day-unasked': 'not asked',
  'health.no-runs': 'No crawl is on record.',
  'health.runs': (runs: {
    days: number;
    to: string;
    well?: number;
    wrong?: string[];
    part?: number;
    unasked?: number;
  }) => {
    const parts = [
      ...(runs.well === undefined ? [] : [`${number(runs.well)} all in order`]),
      ...(runs.wrong === undefined
        ? []
        : [`${number(runs.wrong.length)} something was wrong (${runs.wrong.map(written).join(', ')})`]),
      ...(runs.part === undefined ? [] : [`${number(runs.part)} asked in part, that was in order`]),
      ...(runs.unasked === undefined ? [] : [`${number(runs.unasked)} not asked`]),
    ];
    return `${plural(runs.days, days)} to ${written(runs.to)}: ${parts.join(', ')}.`;
  },
  'health.place': ({ feed, release }: { feed?: string; release?: string }) => {
    if (feed === undefined) return `Release ${release}:`;
    return release === undefined ? `Feed ${feed}:` : `Feed ${feed}, release ${release}:`;
  },
  'health.more-problems': ({ count }: { count: number }) =>
    plural(count, { one: '# more problem', other: '# more problems' }),
  'health.unrecorded': ({ count }: { count: number }) =>
    plural(count, { one: '# address not in the recording', other: '# addresses not in the recording' }),
  'health.standing-still': ({ count }: { count: number }) =>
    plural(count, { one: '# stream standing still', other: '# streams standing still' }),
  'health.stale': (stale: { stream: string; release: string; newest: string; expectedBy: string }) =>
    `Stream ${stale.stream} of ${stale.release}: nothing since ${written(stale.newest)}, the next build was expected by ${written(stale.expectedBy)}.`,
  'health.source': 'Source',
  'health.state': 'State',
  'health.last-days': 'Last thirty days',
  'health.last-good': 'Last in order',
  'health.last-tried': 'Last tried',
  'health.good': 'in order',
  'health.tried': 'tried',
  'sources.only-label': 'Only sources with these words',
  'sources.only': 'Only with these words',
  'sources.page': 'Sources: what is known of each publisher',
  'sources.title': 'Every product that the catalog knows',
  'sources.best': 'Level at best',
  'sources.products': 'Products',
  'sources.recorded': 'With builds on record',
  'sources.partly': ({ count }: { count: number }) => `${number(count)} of them in part`,
  'sources.all': 'all',
  'sources.about': ({ file }: { file: string }) =>
    `The level is the best that a publisher’s feeds reach, as the source states it; whether it is kept is seen at each build. What a description rests on is told where no recorded page shows it. For programs: ${file}.`,
  'sources.product': 'Product',
  'sources.streams': 'Streams',
  'sources.architectures': 'Architectures',
  'sources.feed': 'Feed',
  'sources.trust': 'Trust',
  'sources.key': 'Key',
  'sources.rests-on': 'Rests on',
  'sources.not-crawled': 'not yet crawled',
  'sources.builds': ({ count }: { count: number }) => plural(count, builds),
  'sources.as-listed': 'as listed',
  'sources.in-part': 'in part',
  'sources.more-keys': ({ count }: { count: number }) => `and ${number(count)} more`,
  'sources.own-pages': 'its recorded pages',
  'sources.notes': ({ notes, open }: { notes: number; open: number }) =>
    `${plural(notes, { one: '# note', other: '# notes' })}${open === 0 ? '' : `, ${number(open)} not confirmed`}`,
  'sources.not-confirmed': 'Not confirmed:',
  'known.title': 'Known, not yet crawled',
  'known.about': ({ table }: { table: string }) =>
    `No build of these is on record: their pages say where their publishers offer images and how far those can be proven. ${table}`,
  'known.table': 'All sources in one table',
  'changes.page': 'New and withdrawn builds',
  'changes.page-of': (one: { month: string }) => `New and withdrawn builds of ${month(one.month)}`,
  'changes.title': 'What is new',
  'changes.last-days': (last: { days: number; changes: number }) =>
    `${plural(last.days, { one: 'The last day', other: 'The last # days' })} on which a publisher brought out or took away a build: ${plural(last.changes, changes)}.`,
  'changes.days-mean':
    'Days are those that publishers state, or else of their signatures. When a build was recorded here, the catalog’s own history in git tells.',
  'changes.feed': 'feed:',
  'changes.for-programs': 'for programs',
  'changes.to-months': 'by month',
  'changes.months': 'By month',
  'changes.moved-builds': ({ count }: { count: number }) => `${plural(count, builds)} moved`,
  'changes.none': 'Nothing has happened yet.',
  'changes.of-day': ({ published, withdrawn }: { published: number; withdrawn: number }) =>
    [
      ...(published > 0 ? [`${plural(published, builds)} new`] : []),
      ...(withdrawn > 0 ? [`${number(withdrawn)} withdrawn`] : []),
    ].join(', '),
  'changes.of-month': (month: { changes: number; days: number }) =>
    `${plural(month.changes, changes)} on ${plural(month.days, days)}.`,
  'changes.withdrawn': 'Withdrawn',
  'changes.files': ({ files, arch }: { files: number; arch: string }) =>
    `${plural(files, { one: '# file', other: '# files' })} for ${arch}`,
  'changes.moved': 'Moved builds',
  'changes.moved-about':
    'Builds whose publisher put their files elsewhere, as to an archive. The page of each tells where they are now; when they moved is not on record. Each has moved only where its sums file is there the very one on record.',
  'changes.none-moved': 'No build on record has moved.',
  'scheme.calver': 'by date',
  'scheme.semver': 'by number',
  'scheme.rolling': 'rolling',
  'scheme.other': 'otherwise',
  'lists.title': 'Lists of images',
  'lists.about': ({ home }: { home: string }) =>
    `The newest build of each stream, by one property at a time. Each list has its feed. Several properties at once, and older builds, are asked for ${home}; that needs a script.`,
  'lists.home': 'on the first page',
  'lists.products': 'Products',
  'lists.lists': 'Lists',
  'lists.by-kind': 'Kind',
  'lists.by-architecture': 'Architecture',
  'lists.by-format': 'Format',
  'lists.by-trust': 'Trust',
  'lists.by-support': 'Support',
  'lists.by-family': 'Family',
  'lists.by-language': 'Language',
  'lists.lts': 'long-term support',
  'lists.supported': 'supported releases',
  'lists.of-kind': ({ kind }: { kind: Kind }) =>
    ({
      cloud: 'Cloud images',
      installer: 'Installers',
      live: 'Live systems',
      netboot: 'Files for network boot',
      container: 'Containers',
      board: 'Board images',
    })[kind],
  'lists.of-signed': 'Signed images',
  'lists.of-sums-only': 'Images with sums, but no signature',
  'lists.of-weak': 'Images with weak digests',
  'lists.of-imported': 'Images known from other catalogs',
  'lists.of-every-arch': 'Images for every architecture',
  'lists.of-arch': ({ arch }: { arch: string }) => `Images for ${arch}`,
  'lists.of-format': ({ format }: { format: string }) => `Images as ${format}`,
  'lists.of-language': ({ tag }: { tag: string }) => `Images in ${languageWord(tag)}`,
  'lists.of-family': ({ family }: { family: string }) => `Images of the ${family} family`,
  'lists.of-lts': 'Images of long-term support releases',
  'lists.of-supported': 'Images of supported releases',
  'lists.counts': (counts: { builds: number; products: number }) =>
    `${plural(counts.builds, builds)} of ${plural(counts.products, { one: '# product', other: '# products' })}, the newest of each stream.`,
  'lists.narrow': 'Narrow them down',
  'lists.empty': 'Its publishers list none of these builds any more.',
  'lists.pages': 'Pages',
  'lists.previous': 'Previous',
  'lists.next': 'Next',
  'lists.page': ({ page, last }: { page: number; last: number }) => `Page ${number(page)} of ${number(last)}`,
} as const satisfies Record<string, Message>;
