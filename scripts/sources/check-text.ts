import { counted } from '../../core/counted.ts';
import { tellText } from '../../core/http/address-text.ts';
import type {
  FeedCheck,
  NotRecorded,
  PageCheck,
  SourceCheck,
  SumsCheck,
  TakenFile,
  Verdict,
} from './check-source.ts';

/** So many names are told in one place; all of them with --json. */
const SHOWN = 5;

const WORDS: Record<Verdict, string> = {
  proven: 'proven',
  partly: 'partly recorded',
  'not-recorded': 'not recorded',
  'not-asked': 'not asked',
  failed: 'FAILED',
  downloads: 'downloads only',
};

/** Everything that was decided about a source, feed by feed. */
export function explainSource({ source, feeds }: SourceCheck): string {
  return feeds
    .map((check) => `${source} ${check.feed} ${check.release}\n${linesOf(check).join('')}`)
    .join('\n');
}

/** One line on how the source fared, and one for each thing that a person should look at. */
export function summariseSource(check: SourceCheck, isExplained: boolean): string {
  const { source, verdict, feeds, warnings } = check;
  const refused = feeds.flatMap((one) => one.refused.map((error) => ({ ...one, error })));
  const shown = isExplained ? [] : refused.slice(0, SHOWN);
  const rest = refused.length - shown.length;
  return [
    `${source.padEnd(26)} ${WORDS[verdict].padEnd(15)} ${countsOf(check)}\n`,
    ...shown.map(({ feed, release, error }) => `  ${feed} ${release}: ${error.code}: ${error.message}\n`),
    ...(rest > 0 && !isExplained ? [`  … and ${rest} more, all of them with --explain\n`] : []),
    ...warnings.map((warning) => `  warning: ${tellText(warning)}\n`),
  ].join('');
}

function countsOf({ feeds, verdict }: SourceCheck): string {
  if (verdict === 'not-asked') return 'its images are signed themselves, and each would be read whole';
  if (verdict === 'downloads') return 'the publisher states no digest of anything';
  const sums = feeds.flatMap((check) => check.sums);
  const taken = sums.flatMap((one) => one.taken.map((file) => `${file.stream} ${file.serial}`));
  const files = new Set(sums.flatMap((one) => one.taken.map(({ url }) => url)));
  const missing = new Set(feeds.flatMap(({ notRecorded }) => notRecorded.map(({ url }) => url))).size;
  const refused = feeds.reduce((sum, check) => sum + check.refused.length, 0);
  const levels = [...Map.groupBy(sums, ({ level }) => level)].map(
    ([level, alike]) => `${alike.length} ${level}`,
  );
  return [
    ...(sums.length > 0
      ? [
          `sums files: ${levels.join(', ')}; ${counted(new Set(taken).size, 'build')}, ${counted(files.size, 'file')}`,
        ]
      : []),
    ...(missing > 0 ? [`${missing} not recorded`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ].join('; ');
}

function linesOf({ pages, sums, notRecorded, refused }: FeedCheck): string[] {
  const lacking = Map.groupBy(notRecorded, ({ what }) => what);
  return [
    ...pages.flatMap(pageLines),
    ...sums.flatMap(sumsLines),
    ...[...lacking].flatMap(([what, alike]) => lackingLines(what, [...new Set(alike.map(({ url }) => url))])),
    ...refused.map(({ code, message }) => line('REFUSED', `${code}: ${message}`)),
  ];
}

const LACKING = {
  page: 'page not recorded',
  sums: 'sums file not recorded',
  signature: 'signature not recorded',
  image: 'image not recorded',
  names: 'recorded with moving names alone',
  key: 'key not here',
} as const;

function lackingLines(what: NotRecorded['what'], urls: readonly string[]): string[] {
  const more = urls.length - SHOWN;
  return [
    line('lacking', `${LACKING[what]}: ${urls[0]}`),
    ...urls.slice(1, SHOWN).map((url) => line('', `${LACKING[what]}: ${url}`)),
    ...(more > 0 ? [line('', `… and ${more} more`)] : []),
  ];
}

function pageLines({ url, picked, older, others = [] }: PageCheck): string[] {
  const count = picked.length + older.length;
  return [
    line('page', url ?? 'not asked: the source states the serials'),
    ...(picked.length > 0 ? [line('', `${counted(count, 'build')}; picked ${short(picked)}`)] : []),
    ...(older.length > 0 ? [line('', `passed over as older: ${short(older)}`)] : []),
    ...(others.length > 0 ? [line('', `other names on the page: ${short(others)}`)] : []),
  ];
}

function sumsLines({ url, names, taken, passed, ...proof }: SumsCheck): string[] {
  return [
    line('sums', `${url}, ${counted(names, 'name')}`),
    line('', proofOf(proof)),
    ...[...Map.groupBy(taken, ({ stream, serial }) => `${stream} ${serial}`)].map(([build, files]) =>
      line('', `took ${build}: ${filesText(files)}`),
    ),
    ...[...Map.groupBy(passed, ({ reason }) => reason)].map(([reason, alike]) =>
      line('', `left out, ${REASONS[reason]}: ${short(alike.map(({ name }) => name))}`),
    ),
  ];
}

const REASONS = {
  pattern: 'no pattern is for it',
  arch: 'no architecture that is known',
  serial: 'no serial',
  unplain: 'no plain name',
} as const;

function proofOf({ level, reason, signer, owner, signedAt, hash, note }: Partial<SumsCheck>): string {
  if (signer === undefined) return `${level}: ${reason}`;
  const at = signedAt === undefined ? '' : ` at ${signedAt}`;
  return `${level} by ${signer}${owner === undefined ? '' : `, ${owner}`}${at} with ${hash}${note === undefined ? '' : `; ${note}`}`;
}

/** Architectures, each with its formats. */
function filesText(files: readonly TakenFile[]): string {
  return [...Map.groupBy(files, ({ arch }) => arch)]
    .map(([arch, alike]) => {
      const formats = alike.map(({ format, compression }) =>
        compression ? `${format} (${compression})` : format,
      );
      return `${arch} ${[...new Set(formats)].join(', ')}`;
    })
    .join(' · ');
}

function line(label: string, text: string): string {
  return `  ${label.padEnd(8)} ${tellLong(text)}\n`;
}

/** Strangers' names may be anything; each is cut by itself, the line as a whole is not. */
function tellLong(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

function short(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map(tellText).join(' ');
  return names.length > SHOWN ? `${shown} … and ${names.length - SHOWN} more` : shown;
}
