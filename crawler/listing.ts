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
  const page = await takePage(feed, url, fetcher);
  await takeBreath('asks-more');
  const listed = resolverOf(feed)
    .read(page, feed, scope)
    .filter(({ architectures }) => scope.arch === undefined || (architectures?.includes(scope.arch) ?? true))
    .filter((build): build is Listed => Serial.safeParse(build.serial).success);
  refuseDaysToCome(listed, now, url);
  if (listed.length > 0) return listed;
  const named = 'entry' in feed ? `"${feed.entry}"` : 'by version';
  throw new OsdexError('no-builds', `expected builds named ${named}, found none, ${url}`, { url });
}

/** A page of a run, which is forgotten when everybody has read it who was expected to: together they take much memory. */
interface SharedPage {
  page: Promise<Page>;
  /** Undefined where nobody said who will read it. */
  expected: number | undefined;
}

/** What was asked for in the run that has this fetcher, by format and address: formats read a page each in its own way. */
const pagesOf = new WeakMap<Fetcher, Map<string, SharedPage>>();

/** Asks for a feed's page before it is read; what comes of it, readListing will tell. */
export function expectPage(feed: Feed, url: string, fetcher: Fetcher): void {
  const { pages, name, shared } = sharedPage(feed, url, fetcher);
  pages.set(name, { ...shared, expected: (shared.expected ?? 0) + 1 });
  shared.page.catch(() => undefined);
}

/** Asks for a feed's page, once in a run; of a redirect only where it leads is asked. */
function takePage(feed: Feed, url: string, fetcher: Fetcher): Promise<Page> {
  const { pages, name, shared } = sharedPage(feed, url, fetcher);
  if (shared.expected === 1) pages.delete(name);
  else pages.set(name, { ...shared, expected: shared.expected && shared.expected - 1 });
  return shared.page;
}

function sharedPage(feed: Feed, url: string, fetcher: Fetcher) {
  const pages = pagesOf.get(fetcher) ?? new Map<string, SharedPage>();
  pagesOf.set(fetcher, pages);
  const name = `${feed.format} ${url}`;
  return {
    pages,
    name,
    shared: pages.get(name) ?? { page: askPage(feed, url, fetcher), expected: undefined },
  };
}

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
