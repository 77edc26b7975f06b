import type { APIRoute } from 'astro';
import { absoluteLink } from '../links.ts';

/** Everything may be read. Where the site lies below a path, its host's own robots.txt is what counts. */
export const GET: APIRoute = () =>
  new Response(`User-agent: *\nAllow: /\n\nSitemap: ${absoluteLink('sitemap.xml')}\n`, {
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
