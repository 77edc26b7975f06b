import type { Architecture } from '../../core/architecture.ts';
import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { Product, ProductFeed } from '../../core/product.ts';
import type { TrustLevel } from '../../core/verification.ts';
import { ARCHITECTURES } from '../../core/vocabulary.ts';
import { LEVEL_ORDER } from '../words/level.ts';

/** How far the digests of a product are to be trusted at best; `none` where there is none to be recorded. */
export type Standing = TrustLevel | 'none';

export const STANDINGS: readonly Standing[] = [...LEVEL_ORDER, 'none'];

/** What a source states of its product, as one row of the table of sources. */
export interface SourceRow {
  product: Product;
  standing: Standing;
  /** Whether some of its feeds are at a lower level. */
  isPartly: boolean;
  /** Those that the source names and those on record; none where the publisher's list alone tells them. */
  architectures: Architecture[];
  formats: string[];
  /** How many builds are on record. */
  builds: number;
}

/** The row of a product: what its source states, and of its builds how many there are and for what. */
export function sourceRow({ product, releases }: CatalogProduct): SourceRow {
  const feeds = product.feeds ?? [];
  const levels = new Set(feeds.map(({ level }) => level));
  const builds = releases.flatMap((release) => release.builds);
  const named = new Set([
    ...feeds.flatMap(({ architectures = [] }) => architectures),
    ...builds.flatMap(({ artifacts }) => artifacts.map(({ arch }) => arch)),
  ]);
  return {
    product,
    standing: LEVEL_ORDER.find((level) => levels.has(level)) ?? 'none',
    isPartly: levels.size > 1,
    architectures: ARCHITECTURES.filter((architecture) => named.has(architecture)),
    formats: [...new Set(feeds.map(({ format }) => format))],
    builds: builds.length,
  };
}

/** Every product as a row, by name. */
export function sourceRows(products: readonly CatalogProduct[]): SourceRow[] {
  return products.map(sourceRow).sort((a, b) => compareNames(a.product, b.product));
}

/** Whether anything of a product is on record. */
export function isCrawled({ releases }: Pick<CatalogProduct, 'releases'>): boolean {
  return releases.some(({ builds }) => builds.length > 0);
}

/** The products of which nothing is on record yet, by name. */
export function knownProducts(products: readonly CatalogProduct[]): Product[] {
  return products
    .filter((entry) => !isCrawled(entry))
    .map(({ product }) => product)
    .sort(compareNames);
}

/** How many products there are, at each level, and with builds on record. */
export interface SourceCounts {
  products: number;
  recorded: number;
  /** Levels that no product has are left out; `partly` are those that have other feeds below it. */
  standings: { standing: Standing; products: number; partly: number; recorded: number }[];
}

export function countSources(rows: readonly SourceRow[]): SourceCounts {
  return {
    products: rows.length,
    recorded: rows.filter(({ builds }) => builds > 0).length,
    standings: STANDINGS.flatMap((standing) => {
      const here = rows.filter((row) => row.standing === standing);
      if (here.length === 0) return [];
      return [
        {
          standing,
          products: here.length,
          partly: here.filter(({ isPartly }) => isPartly).length,
          recorded: here.filter(({ builds }) => builds > 0).length,
        },
      ];
    }),
  };
}

/** Feeds of the same streams that are proven in the same way: they differ in where they are and of what. */
export function groupFeeds({ feeds = [] }: Pick<Product, 'feeds'>): ProductFeed[][] {
  const groups = Map.groupBy(feeds, ({ streams, level, shape, reason }) =>
    JSON.stringify([streams.toSorted(), level, shape, reason]),
  );
  return [...groups.values()];
}

/** Where a feed is asked, for people to follow: undefined where its address has names in it that are not known here. */
export function feedPage({ page, url }: Pick<ProductFeed, 'page' | 'url'>): string | undefined {
  return page ?? (url.includes('{') ? undefined : url);
}

function compareNames(a: Product, b: Product): number {
  const [one, other] = [a.name.toLowerCase(), b.name.toLowerCase()];
  return one < other ? -1 : one > other ? 1 : 0;
}
