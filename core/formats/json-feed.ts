import type { Feed, FeedEntry } from './feed.ts';
import type { Format } from './format.ts';
import { FEED_LATEST, imageFeed, refuseUndated } from './image-feed.ts';

/** Without its own address, since nobody says where it will lie. */
export const jsonFeed: Format = {
  name: 'json-feed',
  describe: 'A JSON Feed 1.1 of builds, the newest first; for feed readers and programs that act on news.',
  mediaType: 'application/feed+json',
  extension: '.feed.json',
  consumers: [
    {
      name: 'feedsmith',
      version: '3.0.1',
      tried: 'Reads every item back as it was written. A feed holds no digests: it leads to where they are.',
    },
  ],
  latest: FEED_LATEST,
  refuse: refuseUndated,
  write: { kind: 'text', write: (images, context) => writeJsonFeed(imageFeed(images, context)) },
};

/**
 * Writes a feed as JSON Feed 1.1.
 *
 * @param selfUrl where the feed itself is, where that is known.
 * @see https://www.jsonfeed.org/version/1.1/
 */
export function writeJsonFeed(feed: Feed, selfUrl?: string): string {
  return `${JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: feed.title.toWellFormed(),
    description: feed.description.toWellFormed(),
    home_page_url: feed.pageUrl,
    feed_url: selfUrl,
    authors: [{ name: feed.author.toWellFormed() }],
    language: 'en',
    items: feed.entries.map(itemOf),
  })}\n`;
}

/** Half of a pair of code units has no form in UTF-8, and strict readers refuse its escape. */
function itemOf(entry: FeedEntry): Record<string, unknown> {
  return {
    id: entry.id,
    url: entry.url,
    title: entry.title.toWellFormed(),
    content_text: entry.summary.toWellFormed(),
    date_published: entry.published,
    date_modified: entry.updated,
    tags: entry.categories.map((category) => category.toWellFormed()),
  };
}
