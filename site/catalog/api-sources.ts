import type { Product, ProductFeed } from '../../core/product.ts';
import { feedPage, countSources } from './source-table.ts';
import type { SourceCounts, SourceRow, Standing } from './source-table.ts';

/** A product as its source states it, and how much of it is on record. */
export interface ApiSource {
  product: string;
  name: string;
  vendor: string;
  homepage: string;
  documentation?: string;
  page: string;
  /** The best level among its feeds; `none` where no digest of anything can be recorded. */
  standing: Standing;
  streams: string[];
  architectures: string[];
  keys: string[];
  feeds: ProductFeed[];
  downloads?: Product['downloads'];
  /** How many builds are on record. */
  builds: number;
}

export interface ApiSources {
  schema: 'osdex/api-sources/1';
  revision?: string;
  counts: SourceCounts;
  sources: ApiSource[];
}

/** `/api/v1/sources.json`: what is known of every product, crawled or not. */
export function apiSources(
  rows: readonly SourceRow[],
  revision: string | undefined,
  locate: (path: string) => string,
): ApiSources {
  return {
    schema: 'osdex/api-sources/1',
    ...(revision === undefined ? {} : { revision }),
    counts: countSources(rows),
    sources: rows.map(({ product, standing, architectures, builds }) => ({
      product: product.product,
      name: product.name,
      vendor: product.vendor,
      homepage: product.homepage,
      ...(product.documentation === undefined ? {} : { documentation: product.documentation }),
      page: locate(`${product.product}/`),
      standing,
      streams: product.streams.map(({ stream }) => stream),
      architectures,
      keys: product.keys.map(({ fingerprint }) => fingerprint),
      feeds: (product.feeds ?? []).map((feed) => {
        const page = feedPage(feed);
        return page === undefined ? feed : { ...feed, page };
      }),
      ...(product.downloads === undefined ? {} : { downloads: product.downloads }),
      builds,
    })),
  };
}
