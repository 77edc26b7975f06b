import { changeDays, changeMonths, movedPages } from './recent.ts';
import type { Day, Month } from './recent.ts';
import type { BuildPage } from './build-page.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Revision } from '../../core/catalog/revisions.ts';
import { siteCatalog, siteRevisions } from './site-catalog.ts';

/** Everything that happened, as far as the record tells. */
export interface SiteChanges {
  /** Newest first. */
  days: Day[];
  months: Month[];
  moved: BuildPage[];
  /** Newest first; empty where the catalog is not under git. */
  revisions: readonly Revision[];
}

let collecting: Promise<SiteChanges> | undefined;

/** The changes of the whole catalog, made once and shared by every page. */
export function siteChanges(): Promise<SiteChanges> {
  collecting ??= Promise.all([siteCatalog(), siteRevisions()]).then(([catalog, revisions]) => {
    const days = changeDays(catalog);
    return {
      days,
      months: changeMonths(days),
      moved: movedPages(catalog),
      revisions: revisions.map((one) => ({ ...one, releases: one.releases.filter(isIn(catalog)) })),
    };
  });
  return collecting;
}

/** A release that is gone has no file to read. */
function isIn({ products }: Catalog): (place: { product: string; release: string }) => boolean {
  const known = new Set(
    products.flatMap(({ releases }) => releases.map(({ product, release }) => `${product}/${release}`)),
  );
  return ({ product, release }) => known.has(`${product}/${release}`);
}
