/**
 * A directory page as Apache (pre and table), nginx and lighttpd write it: one link for each entry.
 * https://httpd.apache.org/docs/current/mod/mod_autoindex.html
 */
import { load } from 'cheerio/slim';
import { OsdexError } from '../../core/error.ts';
import type { DirectoryFeed } from '../../core/feed.ts';
import { compileTemplate, fillTemplate } from '../../core/template.ts';
import type { Discovered, Page, Resolver } from './resolver.ts';

export const directory: Resolver<DirectoryFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),

  read(page, feed, scope): Discovered[] {
    const entry = compileTemplate(feed.entry, scope, feed.patterns);
    const found = listedNames(page).flatMap((name) => entry(name)?.serial ?? []);
    return [...new Set(found)].map((serial) => ({ serial }));
  },

  sumsUrl: (feed, scope) => new URL(fillTemplate(feed.sums, scope), fillTemplate(feed.index, scope)).href,
};

/** The names that a page links directly below itself; sort links, parents and other hosts are passed over. */
export function listedNames(page: Page): string[] {
  const links = load(page.text)('a[href]');
  if (links.length === 0) {
    throw new OsdexError('page-unreadable', `expected a directory page with links, found none, ${page.url}`, {
      url: page.url,
    });
  }
  return links
    .toArray()
    .flatMap((link) => link.attribs.href ?? [])
    .flatMap((href) => (href.startsWith('?') ? [] : (URL.parse(href, page.url)?.href ?? [])))
    .filter((href) => href.startsWith(page.url) && href !== page.url)
    .flatMap((href) => decodeName(href.slice(page.url.length)) ?? []);
}

/** Undefined for what is no percent-encoded UTF-8, which no entry can be called. */
function decodeName(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
