import { SITEMAP_LIMIT } from '../../core/formats/sitemap.ts';
import type { SitemapPage } from '../../core/formats/sitemap.ts';
import { absoluteLink } from '../links.ts';
import { sitePages } from './site-pages.ts';

/** A file of the sitemap, which begins where the one before it ends. */
export interface Sitemap extends SitemapPage {
  /** From 1 on. */
  number: number;
  pages: SitemapPage[];
}

let making: Promise<Sitemap[]> | undefined;

/** The files of the sitemap, made once: one for each {@link SITEMAP_LIMIT} pages. */
export function sitemaps(): Promise<Sitemap[]> {
  making ??= sitePages().then((pages) =>
    partSitemap(pages, (number) => absoluteLink(`sitemap-${number}.xml`)),
  );
  return making;
}

/** @param urlOf where the file of this number will be. */
export function partSitemap(
  pages: readonly SitemapPage[],
  urlOf: (number: number) => string,
  most = SITEMAP_LIMIT,
): Sitemap[] {
  return Array.from({ length: Math.ceil(pages.length / most) }, (_, at) => {
    const own = pages.slice(at * most, (at + 1) * most);
    const changed = own
      .flatMap((page) => page.changed ?? [])
      .sort()
      .at(-1);
    return { number: at + 1, url: urlOf(at + 1), changed, pages: own };
  });
}
