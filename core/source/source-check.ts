import { WEAK_DIGEST_ALGORITHMS } from '../digest-text.ts';
import type { Feed } from './feed.ts';
import { moveMistakes } from './move.ts';
import type { Source, SourceRelease } from './source.ts';

/** A mistake that only shows when parts of a source are held against each other. */
export interface SourceMistake {
  path: PropertyKey[];
  message: string;
}

/** What the schema of each part cannot see: names that must be known elsewhere in the file, or only once. */
export function crossCheck(source: Source): SourceMistake[] {
  const releases = source.releases.map(({ release }) => release);
  return [
    ...(source.feeds.length + (source.downloads?.length ?? 0) === 0
      ? [{ path: ['feeds'], message: 'expected feeds: or downloads:, found none' }]
      : []),
    ...repeats(releases, 'releases'),
    ...repeats(
      source.feeds.map(({ feed }) => feed),
      'feeds',
    ),
    ...source.releases.flatMap(lifecycleMistakes),
    ...source.keys.flatMap((key, at) =>
      unknown(key.releases ?? [], releases, ['keys', at, 'releases'], 'releases below'),
    ),
    ...source.feeds.flatMap((feed, at) => [
      ...feedMistakes(feed, at, releases),
      ...trustMistakes(source, feed, at, releases),
    ]),
    ...moveMistakes(source.moves),
  ];
}

/** The days of a release that its later ones follow. */
const DAYS = ['released', 'endOfLife', 'extendedSupport'] as const;

function lifecycleMistakes(release: SourceRelease, at: number): SourceMistake[] {
  const mistakes: SourceMistake[] = [];
  for (const [index, day] of DAYS.entries()) {
    const value = release[day];
    const before = DAYS.slice(0, index).findLast((earlier) => release[earlier] !== undefined);
    const earliest = before === undefined ? undefined : release[before];
    if (value === undefined || earliest === undefined || value >= earliest) continue;
    const message = `expected a day on or after ${before}: "${earliest}", found "${value}"`;
    mistakes.push({ path: ['releases', at, day], message });
  }
  if (release.extendedSupport !== undefined && release.endOfLife === undefined) {
    const message = 'expected endOfLife: beside it, the end of the support that everyone gets, found none';
    mistakes.push({ path: ['releases', at, 'extendedSupport'], message });
  }
  return mistakes;
}

function feedMistakes(feed: Feed, at: number, releases: readonly string[]): SourceMistake[] {
  const mistakes = unknown(feed.releases ?? [], releases, ['feeds', at, 'releases'], 'releases above');
  if (feed.format !== 'directory') return mistakes;
  const stated = Object.keys(feed.serials ?? {}).filter((release) => !releases.includes(release));
  mistakes.push(
    ...stated.map((release) => ({
      path: ['feeds', at, 'serials', release],
      message: `expected one of the releases above, found "${release}"`,
    })),
  );
  if (!feed.index.endsWith('/')) {
    const message = 'expected the address of a folder, ending in a slash, since the links below it are read';
    mistakes.push({ path: ['feeds', at, 'index'], message });
  }
  return mistakes;
}

function trustMistakes(
  { keys }: Source,
  feed: Feed,
  at: number,
  releases: readonly string[],
): SourceMistake[] {
  const { trust } = feed;
  const weak = weakMistakes(trust, at);
  if (trust.level !== 'signed') return weak;
  const fingerprints = keys.map(({ fingerprint }) => fingerprint);
  const mistakes = [
    ...weak,
    ...unknown(trust.keys ?? [], fingerprints, ['feeds', at, 'trust', 'keys'], 'keys above'),
  ];
  if (keys.length === 0) {
    const message = 'expected keys: to pin the signer, found none';
    return [{ path: ['feeds', at, 'trust'], message }, ...mistakes];
  }
  const usable = keys.filter(({ fingerprint }) => trust.keys?.includes(fingerprint) ?? true);
  const uncovered = (feed.releases ?? releases).find(
    (release) => !usable.some((key) => key.releases?.includes(release) ?? true),
  );
  if (mistakes.length === 0 && uncovered !== undefined) {
    const message = `expected a key that may sign release ${uncovered}, found none among the pinned ones`;
    mistakes.push({ path: ['feeds', at, 'trust'], message });
  }
  return mistakes;
}

/** Digests that prove nothing cannot carry a level that says they do. */
function weakMistakes({ level, digests }: Feed['trust'], at: number): SourceMistake[] {
  if (level === 'weak' || digests === undefined || !WEAK_DIGEST_ALGORITHMS.includes(digests)) return [];
  const message = `expected level: weak with digests: ${digests}, found ${level}`;
  return [{ path: ['feeds', at, 'trust', 'digests'], message }];
}

function repeats(names: readonly string[], list: string): SourceMistake[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) === index
      ? []
      : [{ path: [list, index], message: `expected each name once, found "${name}" again` }],
  );
}

function unknown(
  names: readonly string[],
  known: readonly string[],
  path: readonly PropertyKey[],
  what: string,
): SourceMistake[] {
  return names.flatMap((name, index) =>
    known.includes(name)
      ? []
      : [{ path: [...path, index], message: `expected one of the ${what}, found "${name}"` }],
  );
}
