import { escapeXml } from './xml-text.ts';

const NAMESPACE = 'http://www.sitemaps.org/schemas/sitemap/0.9';

/** So many addresses may be in one file. */
export const SITEMAP_LIMIT = 50_000;

/** A page, and the day on which what it shows last changed. */
export interface SitemapPage {
  url: string;
  /** `YYYY-MM-DD`, where it is known. */
  changed: string | undefined;
}

/**
 * Writes a sitemap of at most {@link SITEMAP_LIMIT} pages.
 *
 * @see https://www.sitemaps.org/protocol.html
 */
export function writeSitemap(pages: readonly SitemapPage[]): string {
  return write('urlset', 'url', pages);
}

/** Writes the list of several sitemaps, which programs are told of. */
export function writeSitemapIndex(sitemaps: readonly SitemapPage[]): string {
  return write('sitemapindex', 'sitemap', sitemaps);
}

function write(list: string, entry: string, pages: readonly SitemapPage[]): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<${list} xmlns="${NAMESPACE}">`,
    ...pages.map(({ url, changed }) => {
      const day = changed === undefined ? '' : `<lastmod>${escapeXml(changed)}</lastmod>`;
      return `  <${entry}><loc>${escapeXml(url)}</loc>${day}</${entry}>`;
    }),
    `</${list}>`,
    '',
  ].join('\n');
}
