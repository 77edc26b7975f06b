import { OsdexError } from './error.ts';

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
 * `ubuntu@24.04`, `ubuntu@noble`, `ubuntu@lts`, `ubuntu@latest`.
 *
 * @throws OsdexError `usage` that names the part and what may stand there.
 */
export function parseSelector(text: string): Selector {
  if (text.trim() === '') return { facets: {} };
  if (!text.includes('=')) return parseShortForm(text.trim());
  const selector: Selector = { facets: {} };
  for (const [name, value] of new URLSearchParams(text)) {
    if (value === '') continue;
    if (isFacet(name)) selector.facets[name] = value.split(',').filter((one) => one !== '');
    else if (name === 'since' || name === 'until') selector[name] = requireDay(name, value);
    else if (name === 'latest') selector.latest = requireCount(value);
    else if (name === 'q') selector.text = value;
    else
      throw new OsdexError(
        'usage',
        `expected one of ${FACETS.join(', ')}, since, until, latest, q; found "${name}" in "${text}"`,
      );
  }
  return selector;
}

/** The selector as a query, facets in their fixed order; parseSelector reads it back to the same. */
export function formatSelector(selector: Selector): string {
  const parts = FACETS.flatMap((facet) => {
    const values = selector.facets[facet];
    return values === undefined || values.length === 0
      ? []
      : [`${facet}=${values.map(encodeURIComponent).join(',')}`];
  });
  if (selector.since !== undefined) parts.push(`since=${selector.since}`);
  if (selector.until !== undefined) parts.push(`until=${selector.until}`);
  if (selector.latest !== undefined) parts.push(`latest=${selector.latest}`);
  if (selector.text !== undefined) parts.push(`q=${encodeURIComponent(selector.text)}`);
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
  if (rest.length > 0 || !/^[a-z0-9][a-z0-9._-]*$/.test(product)) {
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
