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

/** The days of one month, `YYYY-MM`. */
export interface Month {
  month: string;
  days: Day[];
}

/** The builds that came last, newest first; builds without a date are nobody's news. */
export function recentBuilds(pages: readonly BuildPage[], limit: number): { page: BuildPage; day: string }[] {
  const dated = pages.flatMap((page) => (page.date === undefined ? [] : { page, day: page.date.day }));
  return dated.sort((a, b) => compareText(b.day, a.day)).slice(0, limit);
}

/**
 * All days on which anything happened, newest first: as publishers state them, or as their signatures do. When a build
 * moved, and when anything was recorded here, the record does not tell.
 */
export function changeDays({ products }: Pick<Catalog, 'products'>): Day[] {
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
  return [...days.values()].sort((a, b) => (a.day < b.day ? 1 : -1));
}

/** How many builds came or went on these days. */
export function countChanges(days: readonly Day[]): number {
  return days.reduce((sum, { published, withdrawn }) => sum + published.length + withdrawn.length, 0);
}

/** The first of these days: as many as are wanted, fewer where they hold more builds than a page should, but one. */
export function firstDays(days: readonly Day[], mostDays: number, mostChanges: number): Day[] {
  let changes = 0;
  const shown = days.slice(0, mostDays).findIndex((day) => {
    changes += countChanges([day]);
    return changes > mostChanges;
  });
  return days.slice(0, shown === -1 ? mostDays : Math.max(1, shown));
}

/** The days by month, the order kept. */
export function changeMonths(days: readonly Day[]): Month[] {
  return [...Map.groupBy(days, ({ day }) => day.slice(0, 7))].map(([month, own]) => ({ month, days: own }));
}

/** The builds whose files are at another place than at first. */
export function movedPages({ products }: Pick<Catalog, 'products'>): BuildPage[] {
  return products
    .flatMap(productPages)
    .filter(({ builds }) => builds.some(({ movedTo }) => movedTo !== undefined));
}
