/**
 * An address that always leads to the newest build: only where it leads is read, since what lies there moves on.
 * https://www.rfc-editor.org/rfc/rfc9110#section-15.4
 */
import { OsdexError } from '../../core/error.ts';
import type { RedirectFeed } from '../../core/source/feed.ts';
import { fillTemplate, joinTemplate } from '../../core/source/template.ts';
import { readEntries, sumsOfEntry } from './entry.ts';
import type { Resolver } from './resolver.ts';

export const redirect: Resolver<RedirectFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),
  read(page, feed, scope) {
    const found = readEntries([page.url], feed, scope);
    if (found.length > 0) return found;
    const sentence = `expected a redirect to an address such as ${feed.entry}, found ${page.url}`;
    throw new OsdexError('page-unreadable', sentence, { url: page.url });
  },
  // `{entry}` is the address it leads to, so that what lies beside it is named by it.
  sumsUrl: (feed, scope) => new URL(fillTemplate(feed.sums, scope), fillTemplate(feed.entry, scope)).href,
  sumsTemplates: (feed) => [joinTemplate(feed.entry, sumsOfEntry(feed))],
};
