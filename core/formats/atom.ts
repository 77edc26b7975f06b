import { feedUpdated } from './feed.ts';
import type { Feed, FeedEntry } from './feed.ts';
import { escapeXml } from './xml-text.ts';

/**
 * Writes an Atom feed, with every text escaped.
 *
 * @param selfUrl where the feed itself is.
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export function writeAtom(feed: Feed, selfUrl: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${escapeXml(feed.id)}</id>`,
    `  <title>${escapeXml(feed.title)}</title>`,
    `  <subtitle>${escapeXml(feed.description)}</subtitle>`,
    `  <updated>${escapeXml(feedUpdated(feed))}</updated>`,
    `  <author><name>${escapeXml(feed.author)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(selfUrl)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeXml(feed.pageUrl)}"/>`,
    ...feed.entries.map(writeEntry),
    '</feed>',
    '',
  ].join('\n');
}

function writeEntry(entry: FeedEntry): string {
  return [
    '  <entry>',
    `    <id>${escapeXml(entry.id)}</id>`,
    `    <title>${escapeXml(entry.title)}</title>`,
    `    <published>${escapeXml(entry.published)}</published>`,
    `    <updated>${escapeXml(entry.updated)}</updated>`,
    `    <link rel="alternate" type="text/html" href="${escapeXml(entry.url)}"/>`,
    ...entry.categories.map((category) => `    <category term="${escapeXml(category)}"/>`),
    `    <summary>${escapeXml(entry.summary)}</summary>`,
    '  </entry>',
  ].join('\n');
}
