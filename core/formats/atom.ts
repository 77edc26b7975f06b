import { escapeXml } from './xml-text.ts';

/** One entry of a feed; `id` never changes and never names another entry. */
export interface AtomEntry {
  id: string;
  title: string;
  url: string;
  /** RFC 3339. */
  updated: string;
  summary: string;
}

export interface AtomFeed {
  id: string;
  title: string;
  /** Where the feed itself is. */
  selfUrl: string;
  /** The page that shows the same to people. */
  pageUrl: string;
  author: string;
  /** RFC 3339; for an empty feed, since a feed must have one. */
  updated: string;
  entries: readonly AtomEntry[];
}

/**
 * Writes an Atom feed, with every text escaped. The feed's own time is that of its newest entry, so the same
 * entries give the same bytes.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export function writeAtom(feed: AtomFeed): string {
  const updated =
    feed.entries
      .map((entry) => entry.updated)
      .sort()
      .at(-1) ?? feed.updated;
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${escapeXml(feed.id)}</id>`,
    `  <title>${escapeXml(feed.title)}</title>`,
    `  <updated>${escapeXml(updated)}</updated>`,
    `  <author><name>${escapeXml(feed.author)}</name></author>`,
    `  <link rel="self" type="application/atom+xml" href="${escapeXml(feed.selfUrl)}"/>`,
    `  <link rel="alternate" type="text/html" href="${escapeXml(feed.pageUrl)}"/>`,
    ...feed.entries.map(writeEntry),
    '</feed>',
    '',
  ].join('\n');
}

function writeEntry(entry: AtomEntry): string {
  return [
    '  <entry>',
    `    <id>${escapeXml(entry.id)}</id>`,
    `    <title>${escapeXml(entry.title)}</title>`,
    `    <updated>${escapeXml(entry.updated)}</updated>`,
    `    <link rel="alternate" type="text/html" href="${escapeXml(entry.url)}"/>`,
    `    <summary>${escapeXml(entry.summary)}</summary>`,
    '  </entry>',
  ].join('\n');
}
