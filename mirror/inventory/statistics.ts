import { DAY_MS } from '../../core/day.ts';
import type { InventoryFile } from './inventory-file.ts';

export interface Tally {
  files: number;
  bytes: number;
}

/** Counts and bytes of a repository, by what its files are; `?` is what is not known. */
export interface Statistics {
  /** What lies there: without what is missing. */
  total: Tally;
  byState: Record<string, Tally>;
  byProduct: Record<string, Tally>;
  byKind: Record<string, Tally>;
  byArch: Record<string, Tally>;
  byFormat: Record<string, Tally>;
  /** By how long they are here. */
  byAge: Record<string, Tally>;
  /** By how long ago all of their bytes were last read. */
  byCheck: Record<string, Tally>;
}

/** In days; what is older is in none of them. */
const AGES: readonly [days: number, name: string][] = [
  [1, 'up to a day'],
  [7, 'up to a week'],
  [30, 'up to a month'],
  [90, 'up to three months'],
  [365, 'up to a year'],
];
const OLDER = 'longer';
const NEVER = 'never';

export function statisticsOf(files: readonly InventoryFile[], now: Date): Statistics {
  const there = files.filter(({ state }) => state !== 'missing');
  const age = (time: string | undefined): string => {
    if (time === undefined) return NEVER;
    const days = (now.getTime() - Date.parse(time)) / DAY_MS;
    return AGES.find(([most]) => days <= most)?.[1] ?? OLDER;
  };
  const ages = [...AGES.map(([, name]) => name), OLDER, NEVER];
  return {
    total: tally(there),
    byState: tallyBy(files, ({ state }) => state),
    byProduct: tallyBy(there, ({ facets }) => facets.product ?? '?'),
    byKind: tallyBy(there, ({ facets }) => facets.kind ?? '?'),
    byArch: tallyBy(there, ({ facets }) => facets.arch ?? '?'),
    byFormat: tallyBy(there, ({ facets }) => facets.format ?? '?'),
    byAge: tallyBy(there, ({ addedAt }) => age(addedAt), ages),
    byCheck: tallyBy(there, ({ checkedAt }) => age(checkedAt), ages),
  };
}

/** In the order that is given, else the most bytes first. */
export function tallyBy<T extends { sizeBytes: number }>(
  files: readonly T[],
  valueOf: (file: T) => string,
  order?: readonly string[],
): Record<string, Tally> {
  const tallies = [...Map.groupBy(files, valueOf)].map(([value, of]) => [value, tally(of)] as const);
  return Object.fromEntries(
    order === undefined
      ? tallies.toSorted(([a, { bytes: x }], [b, { bytes: y }]) => y - x || (a < b ? -1 : 1))
      : tallies.toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b)),
  );
}

export function tally(files: readonly { sizeBytes: number }[]): Tally {
  return { files: files.length, bytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
