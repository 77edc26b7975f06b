import { OsdexError } from './error.ts';
import { facetValues, facetWords, isClosedFacet, parseFacetValue } from './facet-values.ts';
import type { ClosedFacet } from './facet-values.ts';
import { nearestWord } from './nearest-word.ts';

/** What a selector can ask for by value. */
export const FACETS = [
  'product',
  'family',
  'release',
  'codename',
  'lts',
  'supported',
  'stream',
  'kind',
  'arch',
  'format',
  'language',
  'versionScheme',
  'level',
] as const;
export type Facet = (typeof FACETS)[number];

/** Conditions on an image; each facet takes any of its values, all facets must hold. */
export interface Selector {
  facets: Partial<Record<Facet, readonly string[]>>;
  /** First and last day of publication, `YYYY-MM-DD`. */
  since?: string;
  until?: string;
  /** How many of the newest builds of each stream. */
  latest?: number;
  /** Words that must all occur. */
  text?: string;
}

/** Values of one thing that is selected from, by facet; what is not known is left out and never refused. */
export type Facets = Partial<Record<Facet, string>>;

/**
 * Reads the selector language: `product=ubuntu,debian&lts=true&arch=amd64&latest=1`, or the short forms `ubuntu`,
 * `ubuntu@24.04`, `ubuntu@noble`, `ubuntu@lts`, `ubuntu@latest`. A facet that is named again adds its values.
 * Architectures may go by a publisher's word (`x86_64`). A comma or percent sign within a value is percent-encoded
 * before the query is, since forms and URLs write the commas between values as `%2C` too.
 *
 * @throws OsdexError `usage` that names the part and what may stand there.
 */
export function parseSelector(text: string): Selector {
  const query = text.trim().replace(/^\?/, '');
  if (query === '') return { facets: {} };
  if (!query.includes('=')) return parseShortForm(query);
  const selector: Selector = { facets: {} };
  for (const part of query.split('&').filter((one) => one !== '')) {
    const equals = part.indexOf('=');
    if (equals < 0) throw new OsdexError('usage', `expected name=value in "${text}", found "${part}"`);
    const name = decode(part.slice(0, equals));
    const value = decode(part.slice(equals + 1));
    if (isFacet(name)) addValues(selector, name, value);
    else addCondition(selector, name, value, text);
  }
  return selector;
}

/** The selector as a query, facets in their fixed order; parseSelector reads it back to the same. */
export function formatSelector(selector: Selector): string {
  const parts = FACETS.flatMap((facet) => {
    const values = selector.facets[facet];
    return values === undefined || values.length === 0
      ? []
      : [`${facet}=${values.map((value) => encode(encodeValue(value))).join(',')}`];
  });
  if (selector.since !== undefined) parts.push(`since=${selector.since}`);
  if (selector.until !== undefined) parts.push(`until=${selector.until}`);
  if (selector.latest !== undefined) parts.push(`latest=${selector.latest}`);
  if (selector.text !== undefined) parts.push(`q=${encode(selector.text)}`);
  return parts.join('&');
}

/** Whether something with these facets is among what the selector asks for, as far as its facets are known. */
export function matchesFacets(selector: Selector, facets: Facets): boolean {
  return FACETS.every((facet) => {
    const wanted = selector.facets[facet];
    const value = facets[facet];
    return wanted === undefined || wanted.length === 0 || value === undefined || wanted.includes(value);
  });
}

function parseShortForm(text: string): Selector {
  const [product = '', release, ...rest] = text.split('@');
  const isPlain = /^[A-Za-z0-9._~+-]*$/.test(release ?? '');
  if (rest.length > 0 || !/^[a-z0-9][a-z0-9._-]*$/.test(product) || !isPlain) {
    throw new OsdexError(
      'usage',
      `expected a selector such as ubuntu, ubuntu@24.04 or product=ubuntu&arch=amd64, found "${text}"`,
    );
  }
  const facets: Selector['facets'] = { product: [product] };
  if (release === 'lts') return { facets: { ...facets, lts: ['true'] } };
  if (release === 'latest') return { facets, latest: 1 };
  if (release === undefined || release === '') return { facets };
  return {
    facets: /^[a-z]+$/.test(release) ? { ...facets, codename: [release] } : { ...facets, release: [release] },
  };
}

function addValues(selector: Selector, facet: Facet, list: string): void {
  const values = list
    .split(',')
    .map((value) => decodeValue(value.trim()))
    .filter((value) => value !== '')
    .map((value) => (isClosedFacet(facet) ? requireKnown(facet, value) : value));
  const all = [...(selector.facets[facet] ?? []), ...values];
  if (all.length > 0) selector.facets[facet] = [...new Set(all)];
}

function addCondition(selector: Selector, name: string, value: string, text: string): void {
  if (name === 'since' || name === 'until') {
    if (value !== '') selector[name] = requireDay(name, value);
  } else if (name === 'latest') {
    if (value !== '') selector.latest = requireCount(value);
  } else if (name === 'q') {
    if (value !== '') selector.text = value;
  } else {
    const known = `${FACETS.join(', ')}, since, until, latest, q`;
    throw new OsdexError('usage', `expected one of ${known}; found "${name}" in "${text}"`);
  }
}

/** What nothing can ever be would find nothing, and look like an answer. */
function requireKnown(facet: ClosedFacet, word: string): string {
  const value = parseFacetValue(facet, word);
  if (value !== undefined) return value;
  const nearest = nearestWord(word, facetWords(facet));
  const hint = nearest === undefined ? '' : `; did you mean ${parseFacetValue(facet, nearest)}?`;
  const known = facetValues(facet).join(', ');
  throw new OsdexError('usage', `expected ${facet} as one of ${known}; found "${word}"${hint}`);
}

function isFacet(name: string): name is Facet {
  return (FACETS as readonly string[]).includes(name);
}

function requireDay(name: string, value: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? Date.parse(value) : Number.NaN;
  // The 30th of February is read as a day in March.
  if (!Number.isNaN(at) && new Date(at).toISOString().startsWith(value)) return value;
  throw new OsdexError('usage', `expected ${name} as YYYY-MM-DD, found "${value}"`);
}

function requireCount(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new OsdexError('usage', `expected latest as a number of builds (1 or more), found "${value}"`);
}

/** As forms are decoded: percent-encoding, and plus signs for blanks. What is no encoding stands for itself. */
function decode(written: string): string {
  return new URLSearchParams(`v=${written}`).get('v') ?? '';
}

/** Half of a pair of code units is no character and has no encoding. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** Encodes what would part values or be trimmed off. */
function encodeValue(value: string): string {
  return value.replaceAll(/[,%]|^\s+|\s+$/g, encodeURIComponent);
}

function decodeValue(value: string): string {
  return value.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}
