import { feedUpdated } from './feed.ts';
import type { Feed, FeedEntry } from './feed.ts';
import { escapeXml } from './xml-text.ts';

/**
 * Writes an RSS 2.0 feed, with every text escaped. RSS knows no time of change: an entry has the time when it was
 * published.
 *
 * @param selfUrl where the feed itself is.
 * @see https://www.rssboard.org/rss-specification
 * @see https://www.rssboard.org/rss-profile for `atom:link` and for `isPermaLink`.
 */
export function writeRss(feed: Feed, selfUrl: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">',
    '  <channel>',
    `    <title>${escapeXml(feed.title)}</title>`,
    `    <link>${escapeXml(feed.pageUrl)}</link>`,
    `    <description>${escapeXml(feed.description)}</description>`,
    `    <atom:link rel="self" type="application/rss+xml" href="${escapeXml(selfUrl)}"/>`,
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
