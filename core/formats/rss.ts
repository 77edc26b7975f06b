import { feedUpdated } from './feed.ts';
import type { Feed, FeedEntry } from './feed.ts';
import type { Format } from './format.ts';
import { FEED_LATEST, imageFeed, refuseUndated } from './image-feed.ts';
import { escapeXml } from './xml-text.ts';

/**
 * Without a link to itself, since nobody says where it will lie, and without the torrents of BEP 36, of which the
 * catalog has none.
 */
export const rss: Format = {
  name: 'rss',
  describe: 'An RSS 2.0 feed of builds, the newest first; for feed readers and what acts on news.',
  mediaType: 'application/rss+xml',
  extension: '.rss',
  consumers: [
    {
      name: 'newsboat',
      version: '2.21.0',
      tried: 'Takes in every build once, and none again when it reads the same feed a second time.',
    },
    {
      name: 'feedsmith',
      version: '3.0.1',
      tried: 'Reads every item back as it was written. A feed holds no digests: it leads to where they are.',
    },
    { name: 'xmllint', version: '2.9.14', tried: 'Finds it well formed.' },
  ],
  latest: FEED_LATEST,
  refuse: refuseUndated,
  write: { kind: 'text', write: (images, context) => writeRss(imageFeed(images, context)) },
};

/**
 * Writes an RSS 2.0 feed, with every text escaped. RSS knows no time of change: an entry has the time when it was
 * published.
 *
 * @param selfUrl where the feed itself is, where that is known.
 * @see https://www.rssboard.org/rss-specification
 * @see https://www.rssboard.org/rss-profile for `atom:link` and for `isPermaLink`.
 */
export function writeRss(feed: Feed, selfUrl?: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '  <channel>',
    `    <title>${escapeXml(feed.title)}</title>`,
    // RSS asks for it: where there is no page it is there and empty.
    `    <link>${escapeXml(feed.pageUrl ?? '')}</link>`,
    `    <description>${escapeXml(feed.description)}</description>`,
    ...(selfUrl === undefined
      ? []
      : [`    <atom:link rel="self" type="application/rss+xml" href="${escapeXml(selfUrl)}"/>`]),
    `    <lastBuildDate>${rssTime(feedUpdated(feed))}</lastBuildDate>`,
    ...feed.entries.map(writeItem),
    '  </channel>',
    '</rss>',
    '',
  ].join('\n');
}

function writeItem(entry: FeedEntry): string {
  return [
    '    <item>',
    `      <title>${escapeXml(entry.title)}</title>`,
    `      <link>${escapeXml(entry.url)}</link>`,
    `      <description>${escapeXml(entry.summary)}</description>`,
    ...entry.categories.map((category) => `      <category>${escapeXml(category)}</category>`),
    `      <guid isPermaLink="${entry.id === entry.url}">${escapeXml(entry.id)}</guid>`,
    `      <pubDate>${rssTime(entry.published)}</pubDate>`,
    '    </item>',
  ].join('\n');
}

/** RFC 822, with the four digits of the year that RSS prefers: `Sat, 25 Jul 2026 00:00:00 GMT`. */
function rssTime(time: string): string {
  return new Date(time).toUTCString();
}
