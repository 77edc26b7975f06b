import { feedUpdated } from './feed.ts';
import type { Feed, FeedEntry } from './feed.ts';
import type { Format } from './format.ts';
import { FEED_LATEST, imageFeed, refuseUndated } from './image-feed.ts';
import { escapeXml } from './xml-text.ts';

/** Without a link to itself, since nobody says where it will lie. */
export const atom: Format = {
  name: 'atom',
  describe: 'An Atom feed (RFC 4287) of builds, the newest first; for feed readers and what acts on news.',
  mediaType: 'application/atom+xml',
  extension: '.atom',
  consumers: [
    {
      name: 'newsboat',
      version: '2.21.0',
      tried: 'Takes in every build once, and none again when it reads the same feed a second time.',
    },
    {
      name: 'feedsmith',
      version: '3.0.1',
      tried: 'Reads every entry back as it was written. A feed holds no digests: it leads to where they are.',
    },
    { name: 'xmllint', version: '2.9.14', tried: 'Finds it well formed.' },
  ],
  latest: FEED_LATEST,
  refuse: refuseUndated,
  write: { kind: 'text', write: (images, context) => writeAtom(imageFeed(images, context)) },
};

/**
 * Writes an Atom feed, with every text escaped.
 *
 * @param selfUrl where the feed itself is, where that is known.
 * @see https://www.rfc-editor.org/rfc/rfc4287
 */
export function writeAtom(feed: Feed, selfUrl?: string): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `  <id>${escapeXml(feed.id)}</id>`,
    `  <title>${escapeXml(feed.title)}</title>`,
    `  <subtitle>${escapeXml(feed.description)}</subtitle>`,
    `  <updated>${escapeXml(feedUpdated(feed))}</updated>`,
    `  <author><name>${escapeXml(feed.author)}</name></author>`,
    ...linkTo('self', 'application/atom+xml', selfUrl),
    ...linkTo('alternate', 'text/html', feed.pageUrl),
    ...feed.entries.map(writeEntry),
    '</feed>',
    '',
  ].join('\n');
}

function linkTo(rel: string, type: string, url: string | undefined): string[] {
  return url === undefined ? [] : [`  <link rel="${rel}" type="${type}" href="${escapeXml(url)}"/>`];
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
