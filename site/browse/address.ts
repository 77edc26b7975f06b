import { formatSelector, parseSelector } from '../../core/selector.ts';
import type { Facet, Selector } from '../../core/selector.ts';
import { isOrder } from './order.ts';
import type { Order } from './order.ts';

/** What the browse page shows when its address says nothing: the newest build of each stream. */
export const NEWEST: Selector = { facets: {}, latest: 1 };

/** What stands in the address for every build, when there is no other condition: the empty query is the bare page. */
const EVERY_BUILD = 'latest=all';

/** What the address asks for. The order is not part of the selector, which says what and not how it is shown. */
export interface Asked {
  selector: Selector;
  order: Order;
}

/** The key of the order, beside those of the selector language. */
const SORT = 'sort';

/**
 * Reads a page's query in the selector language. A link that is partly wrong still shows something:
 * what the language refuses is left out and named in `refused`.
 */
export function readAddress(query: string): Asked & { refused: string[] } {
  const all = [...new URLSearchParams(query)].filter(([, value]) => value.trim() !== '');
  const sort = all.find(([name]) => name === SORT)?.[1] ?? 'newest';
  const order = isOrder(sort) ? sort : 'newest';
  const params = all.filter(([name, value]) => name !== SORT || !isOrder(value));
  if (params.length === 0) return { selector: NEWEST, order, refused: [] };
  let selector: Selector = { facets: {} };
  const refused: string[] = [];
  for (const [name, value] of params) {
    if (`${name}=${value}` === EVERY_BUILD) continue;
    const part = tryParse(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
    if (part === undefined) refused.push(name);
    else selector = { ...selector, ...part, facets: { ...selector.facets, ...part.facets } };
  }
  return { selector, order, refused };
}

/** Writes what is asked for as the page's query, without `?`; the bare page is the empty string. */
export function writeAddress({ selector, order }: Asked): string {
  const { text, ...rest } = selector;
  const query = formatSelector(text?.trim() ? { ...rest, text: text.trim() } : rest) || EVERY_BUILD;
  if (order !== 'newest') return `${query}&${SORT}=${order}`;
  return query === formatSelector(NEWEST) ? '' : query;
}

/** Whether this is the bare page: no condition but the newest builds, in the usual order. */
export function isBare(asked: Asked): boolean {
  return writeAddress(asked) === '';
}

/** The selector with other values in one facet; no value at all drops the facet. */
export function withFacet(selector: Selector, facet: Facet, values: readonly string[]): Selector {
  const { [facet]: _, ...others } = selector.facets;
  return { ...selector, facets: values.length === 0 ? others : { ...others, [facet]: values } };
}

/** The selector with another first or last day; an empty one drops it. */
export function withDay(selector: Selector, name: 'since' | 'until', day: string): Selector {
  const rest = withoutCondition(selector, name);
  return day === '' ? rest : { ...rest, [name]: day };
}

/** The selector without one of its conditions: a facet, `since`, `until` or `q`. */
export function withoutCondition(selector: Selector, condition: string): Selector {
  const name = condition === 'q' ? 'text' : condition;
  const rest = Object.fromEntries(Object.entries(selector).filter(([key]) => key !== name));
  const facets = Object.fromEntries(Object.entries(selector.facets).filter(([facet]) => facet !== condition));
  return { ...rest, facets };
}

function tryParse(part: string): Selector | undefined {
  try {
    return parseSelector(part);
  } catch {
    return undefined;
  }
}
