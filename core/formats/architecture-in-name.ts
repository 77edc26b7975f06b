import { ARCHITECTURE_WORDS, parseArchitecture } from '../vocabulary.ts';

/** A word that also means something else in a file's name. */
const AMBIGUOUS = new Set(['all']);

/** The longest first, since `x86_64` begins with `x86`. */
const WORDS = ARCHITECTURE_WORDS.filter((word) => !AMBIGUOUS.has(word))
  .toSorted((a, b) => b.length - a.length)
  .map(escaped);

const IN_NAME = new RegExp(`(?<![a-z0-9])(?:${WORDS.join('|')})(?![a-z0-9])`, 'gi');

/** The architecture that a file's name tells; undefined where it tells none or several. */
export function architectureInName(file: string | undefined): string | undefined {
  const found = [...(file ?? '').matchAll(IN_NAME)].map(([word]) => parseArchitecture(word));
  const distinct = new Set(found);
  return distinct.size === 1 ? [...distinct][0] : undefined;
}

function escaped(word: string): string {
  return word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
