import { writeAtom } from '../../core/formats/atom.ts';
import type { Feed } from '../../core/formats/feed.ts';
import { writeJsonFeed } from '../../core/formats/json-feed.ts';
import { writeRss } from '../../core/formats/rss.ts';

/** The formats in which every feed is written, the one to be preferred first. */
export const FEED_FORMATS = ['atom', 'rss', 'json'] as const;
export type FeedFormat = (typeof FEED_FORMATS)[number];

/** What browsers and readers know the formats by. */
export const FEED_TYPES: Readonly<Record<FeedFormat, string>> = {
  atom: 'application/atom+xml',
  rss: 'application/rss+xml',
  json: 'application/feed+json',
};

/** The feed in a format; `selfUrl` is where it will be. */
export const WRITE_FEED: Readonly<Record<FeedFormat, (feed: Feed, selfUrl: string) => string>> = {
  atom: writeAtom,
  rss: writeRss,
  json: writeJsonFeed,
};

/** The path of a feed: `feeds/arch/arm64.rss`. */
export function feedPath(name: string, format: FeedFormat): string {
  return `feeds/${name}.${format}`;
}
