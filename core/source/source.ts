import { z } from 'zod';
import { Feed } from './feed.ts';
import type { Fingerprint } from '../trust/fingerprint.ts';
import { Move } from './move.ts';
import { IsoDate, Name } from '../names.ts';
import { PRODUCT_SCHEMA, ProductFacts, TrustedKey } from '../product.ts';
import type { Product } from '../product.ts';
import { ReleaseFacts } from '../release.ts';
import { productFeedOf } from './product-feed.ts';
import { crossCheck } from './source-check.ts';
import { SignatureHash } from '../verification.ts';

const SourceRelease = z.strictObject({ release: Name, ...ReleaseFacts.shape });
export type SourceRelease = z.infer<typeof SourceRelease>;

const exception = { until: IsoDate, reason: z.string().min(1) };

/** Something the signature policy refuses, accepted from this source up to a day, with the reason. */
const AcceptedException = z.union(
  [
    z.strictObject({ hash: SignatureHash, ...exception }),
    z.strictObject({ rsaBits: z.int().min(1024), ...exception }),
    z.strictObject({ dsaBits: z.int().min(1024), ...exception }),
  ],
  { error: 'expected hash:, rsaBits: or dsaBits:, with until: and reason:' },
);
export type AcceptedException = z.infer<typeof AcceptedException>;

export const SOURCE_SCHEMA = 'osdex/source/1';

/** How many builds of a stream the release's own catalog file holds; older ones move to the year's file. */
const DEFAULT_KEEP = 24;
/** How many builds of a stream are taken when it is crawled for the first time. */
const DEFAULT_FIRST = 3;

/** An authored file of `sources/`: everything osdex has to know to crawl one product. */
export const Source = z
  .strictObject({
    schema: z.literal(SOURCE_SCHEMA),
    ...ProductFacts.shape,
    /** Its name at endoflife.date, where that is another: `osdex sources lifecycles` compares the dates with theirs. */
    endoflife: Name.optional(),
    keep: z.int().min(1).default(DEFAULT_KEEP),
    first: z.int().min(1).default(DEFAULT_FIRST),
    keys: z.array(TrustedKey).default([]),
    accept: z.array(AcceptedException).default([]),
    moves: z.array(Move).default([]),
    releases: z.array(SourceRelease).min(1),
    /** Empty where the publisher states no digest of anything: then there are downloads alone. */
    feeds: z.array(Feed),
  })
  .check((context) => {
    for (const mistake of crossCheck(context.value)) {
      context.issues.push({ code: 'custom', input: context.value, ...mistake });
    }
  });
export type Source = z.infer<typeof Source>;

/** The releases that a feed carries. */
export function releasesOf(source: Source, feed: Feed): SourceRelease[] {
  return source.releases.filter(
    ({ release }) => feed.releases === undefined || feed.releases.includes(release),
  );
}

/** The keys that may sign what this feed tells of this release. */
export function pinnedKeys(source: Source, feed: Feed, release: string): Fingerprint[] {
  const named = feed.trust.level === 'signed' ? feed.trust.keys : undefined;
  return source.keys
    .filter((key) => key.releases === undefined || key.releases.includes(release))
    .filter((key) => named === undefined || named.includes(key.fingerprint))
    .map((key) => key.fingerprint);
}

/** What the catalog tells of the product itself. */
export function productOf(source: Source): Product {
  const streams = new Map(
    source.feeds.flatMap((feed) => feed.streams).map((stream) => [stream.stream, stream]),
  );
  return {
    schema: PRODUCT_SCHEMA,
    product: source.product,
    name: source.name,
    vendor: source.vendor,
    family: source.family,
    description: source.description,
    homepage: source.homepage,
    ...(source.lifecycle === undefined ? {} : { lifecycle: source.lifecycle }),
    ...(source.documentation === undefined ? {} : { documentation: source.documentation }),
    ...(source.licence === undefined ? {} : { licence: source.licence }),
    versionScheme: source.versionScheme,
    streams: [...streams.values()].map(({ files: _, ...stream }) => stream),
    feeds: source.feeds.map((feed) => productFeedOf(feed, releasesOf(source, feed)[0])),
    keys: source.keys,
    ...(source.mirrors === undefined ? {} : { mirrors: source.mirrors }),
    ...(source.downloads === undefined ? {} : { downloads: source.downloads }),
  };
}
