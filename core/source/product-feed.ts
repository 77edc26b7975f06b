import type { Architecture } from '../architecture.ts';
import type { ProductFeed } from '../product.ts';
import { ARCHITECTURES, parseArchitecture } from '../vocabulary.ts';
import type { Feed } from './feed.ts';

/** A feed as the catalog tells of it. */
export function productFeedOf(feed: Feed): ProductFeed {
  const { trust } = feed;
  const architectures = architecturesOf(feed);
  return {
    feed: feed.feed,
    format: feed.format,
    url: 'index' in feed ? feed.index : feed.sums,
    ...(feed.releases === undefined ? {} : { releases: feed.releases }),
    ...(architectures.length === 0 ? {} : { architectures }),
    streams: feed.streams.map(({ stream }) => stream),
    level: trust.level,
    ...(trust.level === 'signed' ? { shape: trust.shape } : { reason: trust.reason }),
    ...(feed.evidence === undefined ? {} : { evidence: feed.evidence }),
    ...(feed.unconfirmed === undefined ? {} : { unconfirmed: feed.unconfirmed }),
  };
}

/** Those that the feed names: in its list, of its files, or in the pattern of their word; in our order. */
function architecturesOf({ architectures, each, patterns, streams }: Feed): Architecture[] {
  const files = streams.flatMap(({ files: all }) => all);
  const words = [
    ...(architectures ?? []),
    ...(each?.['arch'] ?? []),
    ...files.flatMap(({ arch }) => arch ?? []),
    ...(patterns?.['arch'] ?? '').split(/[^A-Za-z0-9_]+/),
  ];
  const named = new Set(words.map(parseArchitecture));
  return ARCHITECTURES.filter((architecture) => named.has(architecture));
}
