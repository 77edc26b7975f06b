import { readSettings } from '../settings.ts';
import { facetLists } from './facet-list.ts';
import type { FacetList } from './facet-list.ts';
import { siteRows } from './site-rows.ts';

let making: Promise<FacetList[]> | undefined;

/** The lists of the whole catalog, made once. */
export function siteFacetLists(): Promise<FacetList[]> {
  making ??= siteRows().then((rows) => facetLists(rows, readSettings().today));
  return making;
}
