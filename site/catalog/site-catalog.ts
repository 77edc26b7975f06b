/// <reference types="astro/client" />
import { getCollection } from 'astro:content';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { OsdexError } from '../../core/error.ts';
import type { Health } from '../../core/health.ts';
import type { Product } from '../../core/product.ts';
import type { Release } from '../../core/release.ts';

/** Names that are pages, folders or files of the site itself. */
const RESERVED = [
  '404.html',
  '_site',
  'api',
  'attacks',
  'browse',
  'catalog',
  'changes',
  'docs',
  'exports',
  'feeds',
  'health',
  'icon.svg',
  'index.html',
  'mirror',
  'opensearch.xml',
  'robots.txt',
  'schema',
  'sitemap.xml',
  'theme.js',
  'trust',
];

let loading: Promise<Catalog> | undefined;

/** The whole catalog, read from the collections once and shared by every page. */
export function siteCatalog(): Promise<Catalog> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Catalog> {
  const products: { data: { product: Product; releases: string[] } }[] = await getCollection('products');
  const releases: { id: string; data: Release }[] = await getCollection('releases');
  const health: { data: Health }[] = await getCollection('health');
  const byId = new Map(releases.map(({ id, data }) => [id, data]));
  const catalogProducts = products.map(({ data: { product, releases: names } }) => ({
    product: refuseReserved(product),
    releases: names
      .map((name) => byId.get(`${product.product}/${name}`))
      .filter((release) => release !== undefined),
  }));
  catalogProducts.sort((a, b) => (a.product.product < b.product.product ? -1 : 1));
  return { products: catalogProducts, health: health[0]?.data ?? { schema: 'osdex/health/1', sources: [] } };
}

function refuseReserved(product: Product): Product {
  if (!RESERVED.includes(product.product)) return product;
  const message = `expected a product name that is free on the site, found "${product.product}", which is a page of its own; rename the source`;
  throw new OsdexError('catalog-invalid', message);
}
