import type { Kind } from '../../core/product.ts';
import type { TrustLevel } from '../../core/verification.ts';
import { KIND_WORDS } from '../words/kind.ts';
import { languageWord } from '../words/language.ts';
import { LEVELS } from '../words/level.ts';
import type { Facet } from '../../core/selector.ts';

/** The facets of the rail, in its order; `lts` and `supported` are one group of two. */
export const RAIL: readonly { facet: Facet; title: string; open: boolean }[] = [
  { facet: 'product', title: 'Product', open: true },
  { facet: 'release', title: 'Release', open: false },
  { facet: 'kind', title: 'Kind', open: true },
  { facet: 'arch', title: 'Architecture', open: true },
  { facet: 'format', title: 'Format', open: true },
  { facet: 'level', title: 'Trust', open: true },
  { facet: 'language', title: 'Language', open: false },
  { facet: 'stream', title: 'Stream', open: false },
  { facet: 'codename', title: 'Codename', open: false },
  { facet: 'family', title: 'Family', open: false },
  { facet: 'versionScheme', title: 'Version scheme', open: false },
];

const CONDITION_WORDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(RAIL.map(({ facet, title }) => [facet, title.toLowerCase()])),
  lts: 'LTS',
  supported: 'supported',
  since: 'since',
  until: 'until',
  q: 'search',
};

/** What a condition of the selector is called. */
export function conditionWord(condition: string): string {
  return CONDITION_WORDS[condition] ?? condition;
}

/** What a value of a facet is called. */
export function valueWord(facet: Facet, value: string, names: ReadonlyMap<string, string>): string {
  if (facet === 'product') return names.get(value) ?? value;
  if (facet === 'kind') return KIND_WORDS[value as Kind] ?? value;
  if (facet === 'language') return languageWord(value);
  if (facet === 'level') return LEVELS[value as TrustLevel]?.word ?? value;
  return value;
}
