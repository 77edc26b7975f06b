import type { APIRoute } from 'astro';
import { writeSitemapIndex } from '../../core/formats/sitemap.ts';
import { sitemaps } from '../catalog/sitemaps.ts';

export const GET: APIRoute = async () =>
  new Response(writeSitemapIndex(await sitemaps()), { headers: { 'content-type': 'application/xml' } });
