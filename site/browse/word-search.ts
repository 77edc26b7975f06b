import { nearestWord } from '../../core/nearest-word.ts';
import { matchesFacets, parseSelector } from '../../core/selector.ts';
import type { Selector } from '../../core/selector.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';
import type { Language } from '../words/reader-language.ts';
import type { BrowseIndex } from './browse-index.ts';
import { buildFacets } from './facet-columns.ts';
import { createNameSearch } from './name-search.ts';
import type { RowBuild } from './row.ts';
import { buildText, shapeText, vocabulary, wordTest } from './row-text.ts';

/** Which rows one word of a search finds, and which word was looked for in its stead. */
export interface WordFound {
  /** By row: 1 where it is found. */
  mask: Uint8Array;
  /** The word of the catalog that was probably meant. */
  taken?: string;
}

export interface WordSearch {
  /** Makes beforehand what the first word would wait for. */
  prepare(): void;
  find(word: string): WordFound;
  /** Makes a word find these rows, such as the beginning of a digest. */
  learn(word: string, rows: readonly number[]): void;
}

/** A word is found again while the next one is typed, and so is what stood before the last letter. */
const REMEMBERED = 48;

/**
 * Searches names, words and titles of every row. What rows share is looked at once; the names of files are one long
 * text, which is searched faster than 100,000 short ones.
 */
export function createWordSearch(index: BrowseIndex, today: string, reader: Language): WordSearch {
  const buildTexts = index.builds.map(buildText);
  const shapeTexts = index.shapes.map((shape) => shapeText(shape, reader));
  let names: ReturnType<typeof createNameSearch> | undefined;
  const searchNames = (): ReturnType<typeof createNameSearch> => (names ??= createNameSearch(index));
  const words = vocabulary(index, reader);
  const known = new Map<string, WordFound>();
  const { buildOf, shapeOf } = index;

  const findText = (word: string): Uint8Array => {
    const arch = parseArchitecture(word);
    const hasWord = wordTest(word);
    const byBuild = Uint8Array.from(buildTexts, (text) => Number(hasWord(text)));
    const byShape = Uint8Array.from(shapeTexts, (text, at) =>
      Number(index.shapes[at]?.arch === arch || hasWord(text)),
    );
    const mask = searchNames()(word);
    for (let row = 0; row < mask.length; row++)
      if (mask[row] === 0) mask[row] = (byBuild[buildOf[row] ?? 0] ?? 0) | (byShape[shapeOf[row] ?? 0] ?? 0);
    return mask;
  };

  const findShort = (short: Selector): Uint8Array => {
    const byBuild = index.builds.map(
      (build) => matchesFacets(short, buildFacets(build, today)) && isAmongLatest(build, short.latest),
    );
    return Uint8Array.from(buildOf, (build) => Number(byBuild[build]));
  };

  const look = (word: string): WordFound => {
    const short = word.includes('@') ? parseShort(word) : undefined;
    if (short !== undefined) return { mask: findShort(short) };
    const mask = findText(word);
    const taken = isEmpty(mask) && /[a-z]{2}/.test(word) ? nearestWord(word, words) : undefined;
    return taken === undefined ? { mask } : { mask: findText(taken), taken };
  };

  const remember = (word: string, found: WordFound): WordFound => {
    known.delete(word);
    known.set(word, found);
    for (const oldest of known.keys()) {
      if (known.size <= REMEMBERED) break;
      known.delete(oldest);
    }
    return found;
  };

  return {
    prepare: () => void searchNames(),
    find: (word) => remember(word, known.get(word) ?? look(word)),
    learn(word, rows) {
      const mask = new Uint8Array(index.count);
      for (const row of rows) mask[row] = 1;
      remember(word, { mask });
    },
  };
}

/** The words of a search as they are looked for. */
export function wordsOf(text: string | undefined): string[] {
  return [...new Set((text ?? '').toLowerCase().split(/\s+/))].filter((word) => word !== '');
}

/** Whether nothing was found. */
export function isEmpty(mask: Uint8Array): boolean {
  return !mask.includes(1);
}

/** Whether a build is among so many newest of its stream; every one is where the number is not given. */
export function isAmongLatest({ rank }: Pick<RowBuild, 'rank'>, latest: number | undefined): boolean {
  return latest === undefined || (rank > 0 && rank <= latest);
}

function parseShort(word: string): Selector | undefined {
  try {
    return parseSelector(word);
  } catch {
    return undefined;
  }
}
