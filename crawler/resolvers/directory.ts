/**
 * A directory page as Apache (pre and table), nginx and lighttpd write it: one link for each entry.
 * https://httpd.apache.org/docs/current/mod/mod_autoindex.html
 */
import { Parser } from 'htmlparser2';
import { OsdexError } from '../../core/error.ts';
import type { DirectoryFeed } from '../../core/source/feed.ts';
import { decodePercent } from '../../core/names.ts';
import { isPlainPath } from '../../core/plain-path.ts';
import { fillTemplate, joinTemplate } from '../../core/source/template.ts';
import { readEntries, sumsOfEntry } from './entry.ts';
import { MAX_NAME_LENGTH, oncePerPage } from './resolver.ts';
import type { Discovered, Resolver } from './resolver.ts';

export const directory: Resolver<DirectoryFeed> = {
  pageUrl: (feed, scope) => fillTemplate(feed.index, scope),
  read: (page, feed, scope): Discovered[] => readEntries(listedNames(page), feed, scope),
  sumsUrl(feed, scope, page = fillTemplate(feed.index, scope)) {
    const address = fillTemplate(feed.sums, scope);
    return PLAIN_PATH.test(address) ? page + address : new URL(address, page).href;
  },
  sumsTemplates: (feed) =>
    [feed.index, ...(feed.archives ?? [])].map((index) => joinTemplate(index, sumsOfEntry(feed))),
};

/** The names that a page links directly below itself; sort links, parents and other hosts are passed over. */
export const listedNames = oncePerPage((page): readonly string[] => {
  const links: string[] = [];
  const parser = new Parser({
    onopentag(name, { href }) {
      if (name === 'a' && href !== undefined) links.push(href);
    },
  });
  parser.end(page.text);
  if (links.length === 0) {
    throw new OsdexError('page-unreadable', `expected a directory page with links, found none, ${page.url}`, {
      url: page.url,
    });
  }
  return apart(links.flatMap((href) => nameOf(href, page.url) ?? []));
});

/** Names as texts of their own: cut out of a page they would keep all of it, of which they are a small part. */
function apart(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : Buffer.from(names.join('\n')).toString().split('\n');
}

/** An address below a page that is the page's own with this behind it. */
const PLAIN_PATH =
  /^[A-Za-z0-9][A-Za-z0-9_+~-]*(?:\.[A-Za-z0-9_+~-]+)*(?:\/[A-Za-z0-9][A-Za-z0-9_+~-]*(?:\.[A-Za-z0-9_+~-]+)*)*$/;

/** What a folder's entry is called nearly everywhere: as a relative address it is the name itself. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._+~-]{0,250}\/?$/;

/**
 * What the address of an entry is written with, between blanks that HTML lets stand around it: no query, no fragment,
 * and nothing that a browser drops or turns round and then asks another address.
 */
const ADDRESS = /^[ \t\n\f\r]*([!"$->@-[\]-~]+)[ \t\n\f\r]*$/;

/**
 * The name of an entry, with a slash at the end of a folder's. Undefined for whatever does not lie below the page, and
 * for what is no plain name: letters, digits and a few signs of ASCII, never one that means something to a path, a
 * shell or a reader.
 */
function nameOf(href: string, folder: string): string | undefined {
  if (PLAIN_NAME.test(href)) return isPlainPath(href.replace(/\/$/, '')) ? href : undefined;
  const address = ADDRESS.exec(href)?.[1];
  const url = address === undefined ? undefined : URL.parse(address, folder)?.href;
  if (!url?.startsWith(folder)) return undefined;
  const below = url.slice(folder.length);
  const name = decodePercent(below);
  if (name === undefined || name.length > MAX_NAME_LENGTH) return undefined;
  // A slash that was encoded is part of no name.
  const isOneToOne = name.split('/').length === below.split('/').length;
  return isOneToOne && isPlainPath(name.replace(/\/$/, '')) ? name : undefined;
}
