import { FACETS } from '../../core/selector.ts';
import type { Facet, Selector } from '../../core/selector.ts';
import type { BrowseIndex } from './browse-index.ts';
import { WRITTEN } from '../words/reader-language.ts';
import type { Language } from '../words/reader-language.ts';
import { facetColumns } from './facet-columns.ts';
import type { FacetColumn, Owner } from './facet-columns.ts';
import { createOrders } from './order.ts';
import type { Order } from './order.ts';
import { createWordSearch, isAmongLatest, isEmpty, wordsOf } from './word-search.ts';

/** How many files each value of each facet would leave. */
export type FacetCounts = Record<Facet, Map<string, number>>;

/** What a selector finds, and how many files each further choice would leave. */
export interface Matches {
  /** In the order asked for. */
  rows: Uint32Array;
  builds: number;
  /** For each facet and value: files that match when every other condition holds. */
  counts: FacetCounts;
  /** For each condition: files that only this condition keeps out. */
  keptOut: Map<string, number>;
  /** Words that no file has, with those of the catalog that were looked for in their stead. */
  taken: Map<string, string>;
}

export interface Matcher {
  /** Makes beforehand what the first search would wait for. */
  prepare(): void;
  match(selector: Selector, order?: Order): Matches;
  /** Whether any file is found by this word alone. */
  knows(word: string): boolean;
  /** Makes a word find these rows, such as the beginning of a digest. */
  learn(word: string, rows: readonly number[]): void;
}

/**
 * Prepares the rows to be filtered and counted over and over.
 *
 * @param today `YYYY-MM-DD`, which decides what is supported.
 * @param reader Whose names of languages a search finds, beside the English ones.
 */
export function createMatcher(index: BrowseIndex, today: string, reader: Language = WRITTEN): Matcher {
  const columns = facetColumns(index, today);
  const inOrder = createOrders(index);
  const words = createWordSearch(index, today, reader);
  return {
    prepare() {
      inOrder('newest');
      words.prepare();
    },
    match(selector, order = 'newest') {
      const found = wordsOf(selector.text).map((word) => ({ word, ...words.find(word) }));
      const text = allOf(found.map(({ mask }) => mask));
      const conditions = conditionsOf(selector, index, columns);
      const { latest } = selector;
      const taken = new Map(found.flatMap((one) => (one.taken === undefined ? [] : [[one.word, one.taken]])));
      return { ...countRows(inOrder(order), { index, columns, conditions, text, latest }), taken };
    },
    knows: (word) => {
      const { mask, taken } = words.find(word);
      return taken === undefined && !isEmpty(mask);
    },
    learn: (word, rows) => words.learn(word, rows),
  };
}

interface Condition {
  name: string;
  owner: Owner;
  /** By owner: 1 where the condition holds. */
  mask: Uint8Array;
}

interface Counting {
  index: BrowseIndex;
  columns: readonly FacetColumn[];
  conditions: readonly Condition[];
  /** By row: 1 where every word of the search is found. */
  text: Uint8Array | undefined;
  latest: number | undefined;
}

const NONE = -1;
const MANY = -2;

/**
 * One pass over all rows. Which facets a row counts in depends on whether it fails no condition or just one; rows are
 * tallied by build and by shape, of which there are few, and these are counted by facet afterwards.
 */
function countRows(
  order: Uint32Array,
  { index, columns, conditions, text, latest }: Counting,
): Omit<Matches, 'taken'> {
  const { buildOf, shapeOf } = index;
  const failedBuilds = failuresOf('build', index.builds.length, conditions);
  const failedShapes = failuresOf('shape', index.shapes.length, conditions);
  index.builds.forEach((build, at) => {
    if (!isAmongLatest(build, latest)) failedBuilds[at] = MANY;
  });
  const ofWords = conditions.length;
  const found = createTally(index);
  const kept = Array.from({ length: conditions.length + 1 }, () => createTally(index));
  const rows = new Uint32Array(index.count);
  let count = 0;
  for (let at = 0; at < order.length; at++) {
    const row = order[at] ?? 0;
    const build = buildOf[row] ?? 0;
    const shape = shapeOf[row] ?? 0;
    const byBuild = failedBuilds[build] ?? MANY;
    const byShape = failedShapes[shape] ?? MANY;
    if (byBuild === MANY || byShape === MANY || (byBuild !== NONE && byShape !== NONE)) continue;
    let failed = byBuild === NONE ? byShape : byBuild;
    if (text !== undefined && text[row] === 0) {
      if (failed !== NONE) continue;
      failed = ofWords;
    }
    if (failed === NONE) rows[count++] = row;
    const tally = failed === NONE ? found : kept[failed];
    if (tally === undefined) continue;
    tally.build[build] = (tally.build[build] ?? 0) + 1;
    tally.shape[shape] = (tally.shape[shape] ?? 0) + 1;
  }
  const names = [...conditions.map(({ name }) => name), 'q'];
  return {
    rows: rows.slice(0, count),
    builds: found.build.reduce((sum, files) => sum + Number(files > 0), 0),
    counts: countFacets(columns, [
      ['', found],
      ...kept.map((tally, at): [string, Tally] => [names[at] ?? '', tally]),
    ]),
    keptOut: new Map(
      kept.flatMap((tally, at): [string, number][] => {
        const files = tally.shape.reduce((sum, one) => sum + one, 0);
        return files > 0 ? [[names[at] ?? '', files]] : [];
      }),
    ),
  };
}

/** Files by their builds and by their shapes. */
type Tally = Record<Owner, Uint32Array>;

function createTally({ builds, shapes }: BrowseIndex): Tally {
  return { build: new Uint32Array(builds.length), shape: new Uint32Array(shapes.length) };
}

/** By owner: the place of the only condition that it fails. */
function failuresOf(owner: Owner, count: number, conditions: readonly Condition[]): Int32Array {
  const failures = new Int32Array(count).fill(NONE);
  conditions.forEach((condition, place) => {
    if (condition.owner !== owner) return;
    for (let at = 0; at < count; at++)
      if (condition.mask[at] === 0) failures[at] = failures[at] === NONE ? place : MANY;
  });
  return failures;
}

/** A value counts what was found and what only its own facet keeps out. */
function countFacets(
  columns: readonly FacetColumn[],
  tallies: readonly [name: string, Tally][],
): FacetCounts {
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()])) as FacetCounts;
  for (const { facet, owner, values, codes } of columns) {
    const files = new Uint32Array(values.length);
    for (const [name, tally] of tallies) {
      if (name !== '' && name !== facet) continue;
      for (let at = 0; at < codes.length; at++) {
        const code = codes[at] ?? 0;
        files[code] = (files[code] ?? 0) + (tally[owner][at] ?? 0);
      }
    }
    files.forEach((count, code) => {
      if (code > 0 && count > 0) counts[facet].set(values[code] ?? '', count);
    });
  }
  return counts;
}

function conditionsOf(
  { facets, since, until }: Selector,
  index: BrowseIndex,
  columns: readonly FacetColumn[],
): Condition[] {
  const chosen = columns.flatMap(({ facet, owner, values, codes }): Condition[] => {
    const wanted = facets[facet] ?? [];
    if (wanted.length === 0) return [];
    const isWanted = values.map((value, code) => code > 0 && wanted.includes(value));
    return [{ name: facet, owner, mask: Uint8Array.from(codes, (code) => Number(isWanted[code])) }];
  });
  const days = (name: string, holds: (day: string | undefined) => boolean): Condition => ({
    name,
    owner: 'build',
    mask: Uint8Array.from(index.builds, ({ published }) => Number(holds(published))),
  });
  if (since !== undefined) chosen.push(days('since', (day = '') => day >= since));
  if (until !== undefined) chosen.push(days('until', (day = '~') => day <= until));
  return chosen;
}

/** Rows that every word finds; undefined where no word is asked for. */
function allOf(masks: readonly Uint8Array[]): Uint8Array | undefined {
  const [first, ...others] = masks;
  if (first === undefined || others.length === 0) return first;
  const all = first.slice();
  for (const mask of others)
    for (let row = 0; row < all.length; row++) all[row] = (all[row] ?? 0) & (mask[row] ?? 0);
  return all;
}
