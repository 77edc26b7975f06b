import { compareText } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { productPages } from './build-page.ts';
import type { BuildPage } from './build-page.ts';

/** What happened on a day: builds that were published, and builds that their publisher took away. */
export interface Day {
  day: string;
  published: BuildPage[];
  withdrawn: BuildPage[];
}

/** The builds that came last, newest first; builds without a date are nobody's news. */
export function recentBuilds(pages: readonly BuildPage[], limit: number): { page: BuildPage; day: string }[] {
  const dated = pages.flatMap((page) => (page.date === undefined ? [] : { page, day: page.date.day }));
  return dated.sort((a, b) => compareText(b.day, a.day)).slice(0, limit);
}

/** The last days on which anything happened, newest first. */
export function recentDays({ products }: Catalog, limit: number): Day[] {
  const days = new Map<string, Day>();
  const dayOf = (day: string): Day => {
    const known = days.get(day) ?? { day, published: [], withdrawn: [] };
    days.set(day, known);
    return known;
  };
  for (const page of products.flatMap(productPages)) {
    if (page.date !== undefined) dayOf(page.date.day).published.push(page);
    if (page.withdrawn !== undefined) dayOf(page.withdrawn).withdrawn.push(page);
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1)).slice(0, limit);
}
