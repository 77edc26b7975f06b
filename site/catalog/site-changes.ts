import { changeDays, changeMonths, movedPages } from './recent.ts';
import type { Day, Month } from './recent.ts';
import type { BuildPage } from './build-page.ts';
import { siteCatalog } from './site-catalog.ts';

/** Everything that happened, as far as the record tells. */
export interface SiteChanges {
  /** Newest first. */
  days: Day[];
  months: Month[];
  moved: BuildPage[];
}

let collecting: Promise<SiteChanges> | undefined;

/** The changes of the whole catalog, made once and shared by every page. */
export function siteChanges(): Promise<SiteChanges> {
  collecting ??= siteCatalog().then((catalog) => {
    const days = changeDays(catalog);
    return { days, months: changeMonths(days), moved: movedPages(catalog) };
  });
  return collecting;
}
