/**
 * A page of a website on which links to the newest builds stand among everything else: only their addresses are read.
 * https://html.spec.whatwg.org/multipage/links.html
 */
import { load } from 'cheerio/slim';
import { OsdexError } from '../../core/error.ts';
import type { DownloadPageFeed } from '../../core/source/feed.ts';
import { fillTemplate, joinTemplate } from '../../core/source/template.ts';
import { readEntries, sumsOfEntry } from './entry.ts';
import { oncePerPage } from './resolver.ts';
import type { Resolver } from './resolver.ts';

export const downloadPage: Resolver<DownloadPageFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),
  read(page, feed, scope) {
    const found = readEntries(linkedAddresses(page), feed, scope);
    if (found.length > 0) return found;
    const sentence = `expected a link to an address such as ${feed.entry}, found none, ${page.url}`;
    throw new OsdexError('page-unreadable', sentence, { url: page.url });
  },
  sumsUrl: (feed, scope) => new URL(fillTemplate(feed.sums, scope), fillTemplate(feed.entry, scope)).href,
  sumsTemplates: (feed) => [joinTemplate(feed.entry, sumsOfEntry(feed))],
};

/** Where the links lead, as it is asked for; an address with a query is no file's own. */
const linkedAddresses = oncePerPage(({ url, text }): readonly string[] => {
  const links = load(text)('a[href]').toArray();
  return links.flatMap(({ attribs }) => {
    const address = URL.parse(attribs.href ?? '', url);
    return address === null || address.search + address.hash !== '' ? [] : [address.href];
  });
});
