import { takeBreath } from '../core/breath.ts';
import { DAY_MS, isoDay } from '../core/day.ts';
import type { Feed } from '../core/source/feed.ts';
import { OsdexError } from '../core/error.ts';
import { MAX_BYTES, MAX_PAGE_BYTES } from '../core/http/fetcher.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import { Serial } from '../core/names.ts';
import type { Scope } from '../core/source/template.ts';
import type { Means } from './means.ts';
import { resolverOf } from './resolvers/registry.ts';
import type { Discovered, Page } from './resolvers/resolver.ts';

/** A build that a page lists. */
export type Listed = Discovered & { serial: string };

/**
 * Reads the builds that a page lists for this architecture. Whoever can change the page can put any text there: only
 * what is a serial is taken, since addresses are made of it.
 *
 * @throws OsdexError of the fetch or the resolver; `no-builds` when the page lists none, `page-unreadable` when one is
 *   of a day to come.
 */
export async function readListing(
  feed: Feed,
  scope: Scope,
  url: string,
  { fetcher, now }: Pick<Means, 'fetcher' | 'now'>,
): Promise<Listed[]> {
  const page = await readPage(feed, url, fetcher);
  // Of a release with many feeds all pages may have come by now.
  await takeBreath();
  const listed = resolverOf(feed)
    .read(page, feed, scope)
    .filter(({ architectures }) => scope.arch === undefined || (architectures?.includes(scope.arch) ?? true))
    .filter((build): build is Listed => Serial.safeParse(build.serial).success);
  refuseDaysToCome(listed, now, url);
  if (listed.length > 0) return listed;
  const named = 'entry' in feed ? `"${feed.entry}"` : 'by version';
  throw new OsdexError('no-builds', `expected builds named ${named}, found none, ${url}`, { url });
}

/**
 * Asks for a feed's page, once in a run; of a redirect only where it leads is asked. What is read of it is all that is
 * kept: the pages of many publishers take more memory than what they list.
 */
export function readPage(feed: Feed, url: string, fetcher: Fetcher): Promise<Page> {
  const pages = pagesOf.get(fetcher) ?? new Map<string, Promise<Page>>();
  pagesOf.set(fetcher, pages);
  // Two formats read the same page each in its own way.
  const name = `${feed.format} ${url}`;
  const page = pages.get(name) ?? askPage(feed, url, fetcher);
  pages.set(name, page);
  return page;
}

/** What was asked for in the run that has this fetcher. */
const pagesOf = new WeakMap<Fetcher, Map<string, Promise<Page>>>();

async function askPage(feed: Feed, url: string, fetcher: Fetcher): Promise<Page> {
  if (feed.format === 'redirect') return { url: await fetcher.locate(url), text: '' };
  // A document is read as one value, and may tell of every build there ever was.
  const maxBytes = feed.format === 'records' ? MAX_BYTES : MAX_PAGE_BYTES;
  const { bytes } = await fetcher.get(url, { remember: true, keep: false, maxBytes });
  let unread: Uint8Array | undefined = bytes;
  return {
    url,
    get text() {
      if (unread === undefined) throw new Error(`the page ${url} is read once, and was read before`);
      const text = new TextDecoder().decode(unread);
      unread = undefined;
      return text;
    },
  };
}

/** A build that was published in the future, by a page that nobody signs, would be the newest for ever. */
function refuseDaysToCome(listed: readonly Listed[], now: Date, url: string): void {
  const tomorrow = isoDay(new Date(now.getTime() + DAY_MS));
  const wrong = listed.find(({ published }) => published !== undefined && published > tomorrow);
  if (wrong === undefined) return;
  const sentence = `expected builds published until now, found ${wrong.serial} of ${wrong.published}, ${url}`;
  throw new OsdexError('page-unreadable', sentence, { url });
}
