import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { Product } from '../../core/product.ts';
import { isSupported } from '../../core/support.ts';
import { newestPages } from '../catalog/build-page.ts';
import { chiefRow, rowsOf } from './row.ts';
import { rowView } from './row-view.ts';
import type { RowView } from './row-view.ts';

/** So many releases of one product stand on the home page; the product's own page has all. */
const RELEASES_SHOWN = 6;

/** A product on the home page: one row for the newest build of each stream. */
export interface HomeGroup {
  product: Product;
  views: RowView[];
  /** Releases that are only on the product's page. */
  hiddenReleases: number;
}

/** The home page's rows of a product: releases that are looked after first, never more than a few. */
export function homeGroup({ product, releases }: CatalogProduct, base: string, today: string): HomeGroup {
  const filled = releases.filter((release) => release.builds.length > 0);
  const supported = filled.filter((release) => isSupported(release, today));
  const shown = (supported.length > 0 ? supported : filled).slice(0, RELEASES_SHOWN);
  const views = shown.flatMap((release) => {
    const rows = Map.groupBy(rowsOf(product, release), ({ build }) => `${build.stream}/${build.serial}`);
    return newestPages(product, release).flatMap(({ stream, serial }) => {
      const files = rows.get(`${stream}/${serial}`) ?? [];
      const chief = chiefRow(files);
      return chief === undefined ? [] : [rowView(chief, base, today, files.length - 1)];
    });
  });
  return { product, views, hiddenReleases: filled.length - shown.length };
}
