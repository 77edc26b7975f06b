import type { Facet } from '../../core/selector.ts';
import { browseEn } from '../words/messages/browse/en.ts';
import { isMessageId } from '../words/say.ts';
import type { Words } from '../words/say.ts';

/** A facet that has a group of its own in the rail. */
export type RailFacet = Exclude<Facet, 'lts' | 'supported'>;

/** The facets of the rail, in its order; `lts` and `supported` are one group of two. */
export const RAIL: readonly { facet: RailFacet; open: boolean }[] = [
  { facet: 'product', open: true },
  { facet: 'release', open: false },
  { facet: 'kind', open: true },
  { facet: 'arch', open: true },
  { facet: 'format', open: true },
  { facet: 'level', open: true },
  { facet: 'language', open: false },
  { facet: 'stream', open: false },
  { facet: 'codename', open: false },
  { facet: 'family', open: false },
  { facet: 'versionScheme', open: false },
];

/** What a condition of the selector is called; one that nobody knows is called as it is written. */
export function conditionWord(condition: string): Words {
  const id = `condition.${condition}`;
  return isMessageId(id, browseEn) ? { id } : condition;
}
