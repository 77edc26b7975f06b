import {
  ARCHITECTURE_WORDS,
  ARCHITECTURES,
  DISK_FORMATS,
  KINDS,
  parseArchitecture,
  TRUST_LEVELS,
  VERSION_SCHEMES,
} from './vocabulary.ts';

/** The facets whose values are known beforehand. */
const CLOSED_FACETS = {
  lts: ['true', 'false'],
  supported: ['true', 'false'],
  kind: KINDS,
  arch: ARCHITECTURES,
  format: DISK_FORMATS,
  versionScheme: VERSION_SCHEMES,
  level: TRUST_LEVELS,
} as const;

/** A facet that has no other values than these. */
export type ClosedFacet = keyof typeof CLOSED_FACETS;

/** Whether a facet has a closed set of values. */
export function isClosedFacet(facet: string): facet is ClosedFacet {
  return Object.hasOwn(CLOSED_FACETS, facet);
}

/** Every value of the facet. */
export function facetValues(facet: ClosedFacet): readonly string[] {
  return CLOSED_FACETS[facet];
}

/** Every word that stands for a value of the facet, the values first. */
export function facetWords(facet: ClosedFacet): readonly string[] {
  return facet === 'arch' ? ARCHITECTURE_WORDS : CLOSED_FACETS[facet];
}

/** The value that a word stands for, or undefined when it stands for none. */
export function parseFacetValue(facet: ClosedFacet, word: string): string | undefined {
  if (facet === 'arch') return parseArchitecture(word);
  return facetValues(facet).includes(word) ? word : undefined;
}
