import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { Product } from '../../core/product.ts';
import type { Release } from '../../core/release.ts';
import { isSupported } from '../../core/support.ts';
import { newestPages } from '../catalog/build-page.ts';
import type { BuildPage } from '../catalog/build-page.ts';
import { chiefRow, rowsOf } from './row.ts';
import { rowView } from './row-view.ts';
import type { RowView } from './row-view.ts';

/** So many releases of one product stand on the home page; the product's own page has all. */
const RELEASES_SHOWN = 6;

/** The home page has about so many rows, however many products there are: it is what every reader loads first. */
const ROWS_SHOWN = 200;
const FEWEST_ROWS = 3;

/** A product on the home page: one row for the newest build of each stream. */
export interface HomeGroup {
  product: Product;
  views: RowView[];
  /** Releases that are only on the product's page. */
  hiddenReleases: number;
  /** Newest builds of the shown releases that are only there. */
  hiddenBuilds: number;
}

/** How many rows a product has on a home page of so many products. */
export function rowsPerProduct(products: number): number {
  return Math.max(FEWEST_ROWS, Math.floor(ROWS_SHOWN / Math.max(1, products)));
}

/**
 * The home page's rows of a product: releases that are looked after first, never more than a few.
 *
 * @param firstRowOf the row of the index with which a release begins, where digests are to be asked for by their rows:
 * they are the larger part of what the page would weigh.
 */
export function homeGroup(
  { product, releases }: CatalogProduct,
  base: string,
  today: string,
  mostRows = ROWS_SHOWN,
  firstRowOf?: (release: Release) => number,
): HomeGroup {
  const filled = releases.filter((release) => release.builds.length > 0);
  const supported = filled.filter((release) => isSupported(release, today));
  const offered = (supported.length > 0 ? supported : filled).slice(0, RELEASES_SHOWN);
  const pages = offered.map((release) => newestPages(product, release));
  const chosen = choosePages(pages, mostRows);
  const shown = new Set<Release>(chosen.map(({ release }) => release));
  const files = Map.groupBy(
    [...shown].flatMap((release) =>
      rowsOf(product, release).map((row, at) => ({ ...row, at: (firstRowOf?.(release) ?? 0) + at })),
    ),
    ({ build }) => keyOf(build.release.release, build),
  );
  const views = chosen.flatMap((page) => {
    const rows = files.get(keyOf(page.release.release, page)) ?? [];
    const chief = chiefRow(rows);
    if (chief === undefined) return [];
    const view = rowView(chief, base, today, rows.length - 1);
    return [firstRowOf === undefined ? view : { ...view, digest: '', row: String(chief.at) }];
  });
  const builds = pages.flat().filter(({ release }) => shown.has(release)).length;
  return {
    product,
    views,
    hiddenReleases: filled.length - shown.size,
    hiddenBuilds: builds - chosen.length,
  };
}

/**
 * The pages that come first: those of newer releases and, within a release, of streams that the source names first.
 * Where there is no room for all, every release has its first stream before any has its last.
 */
function choosePages(pages: readonly BuildPage[][], most: number): BuildPage[] {
  const ranked = pages.flatMap((ofRelease, age) =>
    ofRelease.map((page, place) => ({ page, cost: age + place })),
  );
  const kept = new Set(
    ranked
      .toSorted((a, b) => a.cost - b.cost)
      .slice(0, most)
      .map(({ page }) => page),
  );
  return pages.flat().filter((page) => kept.has(page));
}

function keyOf(release: string, { stream, serial }: Pick<BuildPage, 'stream' | 'serial'>): string {
  return `${release}/${stream}/${serial}`;
}
