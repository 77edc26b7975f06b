import type { Feed, FeedEntry } from './feed.ts';

/**
 * Writes a feed as JSON Feed 1.1.
 *
 * @param selfUrl where the feed itself is.
 * @see https://www.jsonfeed.org/version/1.1/
 */
export function writeJsonFeed(feed: Feed, selfUrl: string): string {
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
