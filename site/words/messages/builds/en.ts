import { numberWords } from '../../numbers.ts';
import type { Message } from '../../say.ts';

const { count: number, day: written, plural, shortMonth } = numberWords('en');

const files = { one: '# file', other: '# files' };

/** How the builds of a product are proven, by level. */
const HOW = {
  signed: 'signed by a pinned key',
  'sums-only': 'without a signature, by sums read over TLS',
  weak: 'with weak sums only',
  imported: 'taken from another catalog',
};

type Level = keyof typeof HOW;

/** When a release came and until when it is looked after; what is over has ended. */
interface Life {
  released?: string;
  isLts: boolean;
  endOfLife?: string;
  hasEnded?: boolean;
  extendedSupport?: string;
  hasExtendedEnded?: boolean;
}

function lifeWords(life: Life): string {
  const kind = life.isLts ? 'long-term support' : 'support';
  const end =
    life.endOfLife === undefined
      ? `no end of ${kind} is known`
      : life.hasEnded
        ? `its ${kind} ended on ${written(life.endOfLife)}`
        : `${kind} until ${written(life.endOfLife)}`;
  const extended =
    life.extendedSupport === undefined
      ? ''
      : `, extended support ${life.hasExtendedEnded ? 'ended on' : 'until'} ${written(life.extendedSupport)}`;
  const came = life.released === undefined ? '' : `Released on ${written(life.released)}; `;
  const sentence = `${came}${end}${extended}.`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}`;
}

/** Products, their releases and their builds, in English. */
export const buildsEn = {
  'product.page': ({ name }: { name: string }) => `${name}: images`,
  'product.by': ({ vendor }: { vendor: string }) => `By ${vendor}.`,
  'product.documentation': 'documentation',
  'product.dates': 'its releases’ dates',
  'product.files': 'all its files',
  'product.known': 'Known, not yet crawled.',
  'product.nothing-known': ({ name }: { name: string }) =>
    `No build of ${name} is on record, so there is no file here and nothing was checked.`,
  'product.stated': 'What follows is what its source states.',
  'product.no-digest': 'Its publisher offers no digest that could be recorded.',
  'product.signing': 'Where it is read, and how it is signed',
  'product.keys': ({ count }: { count: number }) =>
    count === 1 ? 'The key that may sign' : 'The keys that may sign',
  'product.unproven': 'To be had without proof',
  'product.unproven-about': ({ vendor }: { vendor: string }) =>
    `${vendor} publishes no digest of these that could be recorded, so nothing here can check them, and no mirror script fetches them.`,
  'signing.none': ({ name }: { name: string }) => `Nothing of ${name} is recorded yet.`,
  'signing.all': ({ name, level }: { name: string; level: Level }) =>
    `Every recorded build of ${name} is ${HOW[level]}.`,
  'signing.some': ({ builds, counts }: { builds: number; counts: readonly [Level, number][] }) =>
    `Of ${plural(builds, { one: '# recorded build', other: '# recorded builds' })}: ${counts.map(([level, found]) => `${number(found)} ${HOW[level]}`).join(', ')}.`,
  'feed-page.directory': 'a page that lists builds',
  'feed-page.sums': 'a sums file',
  'feed-page.records': 'a document that tells of builds',
  'feed-page.bucket': 'a bucket that lists its files',
  'feed-page.redirect': 'an address that leads to the newest build',
  'feed-page.download-page': 'a page of downloads',
  'feed-page.flatcar-releases': 'the publisher’s list of releases',
  'feed.releases': (releases: readonly string[]) =>
    `${releases.length === 1 ? 'release' : 'releases'} ${releases.join(', ')}`,
  'feed.rests-on': 'Rests on:',
  'feed.detached': 'A signature lies beside each sums file.',
  'feed.clearsigned': 'The sums files carry their signature in them.',
  'feed.image': 'Each image is signed itself; there is no sums file between.',
  'feed.signed': 'The digests are signed.',
  'release.life': lifeWords,
  'release.stated': ({ vendor }: { vendor: string }) => `as ${vendor} states`,
  'release.programs': 'For programs:',
  'release.no-builds': 'No build is recorded yet.',
  'life.months': (days: readonly string[]) =>
    days.map((day) => (day === '' ? '?' : shortMonth(day))).join(' – '),
  'life.filled': 'Filled: looked after.',
  'life.pale': 'Pale: extended support, which not everyone gets.',
  'life.dashed': 'Dashed: nobody says until when.',
  'life.hollow': 'Hollow: ended.',
  'life.today': ({ day }: { day: string }) => `The upright line is ${written(day)}.`,
  'table.build': 'Build',
  'table.files': 'Files',
  'table.architectures': 'Architectures',
  'table.date': 'Date',
  'table.trust': 'Trust',
  'table.count': (count: number) => plural(count, files),
  'table.withdrawn': 'withdrawn',
  'build.build': ({ serial }: { serial: string }) => `Build ${serial}`,
  'build.published': ({ day }: { day: string }) => `published ${day}`,
  'build.signed': ({ day }: { day: string }) => `signed ${day}`,
  'build.neighbours': 'Other builds',
  'build.older': 'Older',
  'build.newer': 'Newer',
  'build.login': 'First login',
  'build.needs': 'Needs at least',
  'build.disk': ({ disk }: { disk: string }) => `${disk} of disk`,
  'build.memory': ({ memory }: { memory: string }) => `${memory} of memory`,
  'build.disk-and-memory': ({ disk, memory }: { disk: string; memory: string }) =>
    `${disk} of disk and ${memory} of memory`,
  'build.language': 'Language',
  'build.licence': 'Licence',
  'build.withdrawn': 'Withdrawn.',
  'build.withdrawn-on': ({ day }: { day: string }) =>
    `The publisher no longer lists this build; it was found gone on ${written(day)}.`,
  'build.moved': 'Moved.',
  'build.moved-to': ({ places, ofImage }: { places: string; ofImage: boolean }) =>
    `The publisher has moved this build to ${places}, with the very same ${ofImage ? 'image' : 'sums file'}; the addresses below are those of its new place.`,
  'build.newer-is': ({ serial }: { serial: string }) => `There is a newer build: ${serial}.`,
  'build.problems': ({ count }: { count: number }) =>
    `The last crawl of this release met ${plural(count, { one: '# problem', other: '# problems' })}.`,
  'build.may-be-missing': 'Newer builds may be missing.',
  'build.what-was-found': 'What was found',
  'keep.heading': 'Keep a copy',
  'keep.none':
    'There is no mirror script: no file here has both a digest that proves it and a plain https address.',
  'keep.fetches': ({
    script,
    product,
    count,
    size,
    isLeast,
  }: {
    script: string;
    /** Undefined where the page is of one release. */
    product?: string;
    count: number;
    /** Undefined where no size is published. */
    size?: string;
    isLeast?: boolean;
  }) =>
    `${script} fetches the newest build of every stream${product === undefined ? '' : ` of ${product}`} (${plural(count, files)}, ${size === undefined ? 'sizes not published' : `${isLeast ? 'at least ' : ''}${size}`}) and proves each by its digest. It needs only a shell and curl or wget; read it before you run it.`,
  'keep.left-out': ({ count }: { count: number }) =>
    plural(count, {
      one: '# file without proof or https is left out.',
      other: '# files without proof or https are left out.',
    }),
  'keep.copy': 'Copy the mirror command',
} as const satisfies Record<string, Message>;
