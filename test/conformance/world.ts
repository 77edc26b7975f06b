import { access, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Release } from '../../core/release.ts';
import type { CrawlReport } from '../../crawler/crawl.ts';
import { catalogUnderTest } from '../crawler/catalog-under-test.ts';
import { playAll, productsIn, SOURCES } from '../upstream/play-all.ts';
import type { Played } from '../upstream/play-all.ts';

/** The day it is in this suite: no fixture tells of a later one. */
const NOW = new Date('2026-11-21T12:00:00Z');

/** A catalog that was crawled, and what the crawl said. */
export interface Crawled {
  report: CrawlReport;
  /** Every catalog file but the health record, with its bytes. */
  files: Record<string, string>;
  releases(product: string): Release[];
}

export interface Stage extends Played {
  /** Crawls into the catalog of this name, which is new at the first time. */
  crawl(catalog: string): Promise<Crawled>;
}

/** The products of `sources/`, or those that OSDEX_PRODUCTS names. */
export async function productsUnderTest(): Promise<string[]> {
  const wanted = process.env['OSDEX_PRODUCTS']?.split(',');
  return (await productsIn(SOURCES)).filter((product) => wanted?.includes(product) ?? true);
}

/** Plays these products, to be crawled into catalogs within a folder. */
export async function setStage(folder: string, products: readonly string[]): Promise<Stage> {
  const written = join(folder, 'sources');
  const played = await playAll(products, written, { now: NOW });
  return {
    ...played,
    async crawl(catalog) {
      const place = join(folder, catalog);
      const underTest = catalogUnderTest(place, played.upstream.origin);
      const isThere = await access(place).then(
        () => true,
        () => false,
      );
      if (!isThere) await cp(written, underTest.sources, { recursive: true });
      const report = await underTest.crawl({ now: NOW });
      const files = await underTest.records();
      const { products: read } = await readCatalog(underTest.catalog);
      const releases = new Map(read.map(({ product, releases: all }) => [product.product, all]));
      return { report, files, releases: (product) => [...(releases.get(product) ?? [])] };
    },
  };
}
