import type { APIRoute, GetStaticPaths } from 'astro';
import type { CatalogProduct } from '../../../core/catalog/catalog.ts';
import { writeAtom } from '../../../core/formats/atom.ts';
import { buildFeed } from '../../catalog/build-feed.ts';
import { productPages } from '../../catalog/build-page.ts';
import { siteCatalog } from '../../catalog/site-catalog.ts';
import { readSettings } from '../../settings.ts';

export const getStaticPaths: GetStaticPaths = async () => {
  const { products } = await siteCatalog();
  return products.map((entry) => ({ params: { product: entry.product.product }, props: { entry } }));
};

export const GET: APIRoute<{ entry: CatalogProduct }> = ({ props: { entry } }) => {
  const { product, name } = entry.product;
  const feed = buildFeed(
    productPages(entry),
    `${readSettings().name}: new images of ${name}`,
    `feeds/${product}.atom`,
    `${product}/`,
  );
  return new Response(writeAtom(feed), {
    headers: { 'content-type': 'application/atom+xml; charset=utf-8' },
  });
};
