import type { Feed } from '../../core/formats/feed.ts';
import { buildKey } from '../browse/facet-list.ts';
import { siteFacetLists } from '../browse/site-facet-lists.ts';
import { absoluteLink } from '../links.ts';
import { readSettings } from '../settings.ts';
import { listTitle } from '../words/facet-list.ts';
import { feedTitle } from '../words/feed.ts';
import { en } from '../words/messages/en.ts';
import { tell } from '../words/say.ts';
import { buildFeed } from './build-feed.ts';
import { productPages } from './build-page.ts';
import { FEED_TYPES, feedPath, WRITE_FEED } from './feed-format.ts';
import type { FeedFormat } from './feed-format.ts';
import { siteCatalog } from './site-catalog.ts';

let making: Promise<ReadonlyMap<string, Feed>> | undefined;

/** Every feed by its name: `changes` for everything, a product, `arch/arm64` and its like. Made once. */
function siteFeeds(): Promise<ReadonlyMap<string, Feed>> {
  making ??= makeFeeds();
  return making;
}

async function makeFeeds(): Promise<ReadonlyMap<string, Feed>> {
  const { products } = await siteCatalog();
  const site = readSettings().name;
  const all = products.flatMap(productPages);
  const feeds = new Map([['changes', buildFeed(all, 'changes', feedTitle(site, undefined), 'changes/')]]);
  for (const entry of products) {
    const { product: name, name: of } = entry.product;
    feeds.set(name, buildFeed(productPages(entry), name, feedTitle(site, `images of ${of}`), `${name}/`));
  }
  for (const { facet, value, builds } of await siteFacetLists()) {
    const name = `${facet}/${value}`;
    const pages = all.filter((page) => builds.has(buildKey(page.release, page)));
    const title = tell(listTitle(facet, value), en);
    const of = `${title.charAt(0).toLowerCase()}${title.slice(1)}`;
    feeds.set(name, buildFeed(pages, name, feedTitle(site, of), `browse/${name}/`));
  }
  return feeds;
}

/** The paths of all feeds of a format, for Astro. */
export async function feedPaths(): Promise<{ params: { name: string } }[]> {
  return [...(await siteFeeds()).keys()].map((name) => ({ params: { name } }));
}

/** A feed as a file. */
export async function serveFeed(name: string | undefined, format: FeedFormat): Promise<Response> {
  const feed = (await siteFeeds()).get(name ?? '');
  if (feed === undefined) return new Response(undefined, { status: 404 });
  return new Response(WRITE_FEED[format](feed, absoluteLink(feedPath(name ?? '', format))), {
    headers: { 'content-type': `${FEED_TYPES[format]}; charset=utf-8` },
  });
}
