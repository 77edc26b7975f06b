import type { APIRoute } from 'astro';
import { writeAtom } from '../../../core/formats/atom.ts';
import { buildFeed } from '../../catalog/build-feed.ts';
import { productPages } from '../../catalog/build-page.ts';
import { siteCatalog } from '../../catalog/site-catalog.ts';
import { readSettings } from '../../settings.ts';

export const GET: APIRoute = async () => {
  const { products } = await siteCatalog();
  const feed = buildFeed(
    products.flatMap(productPages),
    `${readSettings().name}: new images`,
    'feeds/changes.atom',
    'changes/',
  );
  return new Response(writeAtom(feed), {
    headers: { 'content-type': 'application/atom+xml; charset=utf-8' },
  });
};
