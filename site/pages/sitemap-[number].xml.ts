import type { APIRoute, GetStaticPaths } from 'astro';
import { writeSitemap } from '../../core/formats/sitemap.ts';
import { sitemaps } from '../catalog/sitemaps.ts';
import type { Sitemap } from '../catalog/sitemaps.ts';

export const getStaticPaths: GetStaticPaths = async () =>
  (await sitemaps()).map((sitemap) => ({ params: { number: String(sitemap.number) }, props: { sitemap } }));

export const GET: APIRoute<{ sitemap: Sitemap }> = ({ props }) =>
  new Response(writeSitemap(props.sitemap.pages), { headers: { 'content-type': 'application/xml' } });
