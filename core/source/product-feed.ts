import type { Architecture } from '../architecture.ts';
import type { ProductFeed } from '../product.ts';
import { ARCHITECTURES, parseArchitecture } from '../vocabulary.ts';
import { HttpsUrl } from '../names.ts';
import type { Feed } from './feed.ts';
import type { SourceRelease } from './source.ts';
import { fillTemplate, placeholdersOf } from './template.ts';
import type { Scope } from './template.ts';

/**
 * A feed as the catalog tells of it.
 *
 * @param newest the newest release that the feed carries, whose page is named beside the form of all of them.
 */
export function productFeedOf(
  feed: Feed,
  newest: Pick<SourceRelease, 'release' | 'codename'> | undefined,
): ProductFeed {
  const { trust } = feed;
  const architectures = architecturesOf(feed);
  const url = addressOf(feed);
  const page = newest === undefined ? undefined : pageOf(feed, url, newest);
  return {
    feed: feed.feed,
    format: feed.format,
    url,
    ...(page === undefined ? {} : { page }),
    ...(feed.releases === undefined ? {} : { releases: feed.releases }),
    ...(architectures.length === 0 ? {} : { architectures }),
    streams: feed.streams.map(({ stream }) => stream),
    level: trust.level,
    ...(trust.level === 'signed' ? { shape: trust.shape } : { reason: trust.reason }),
    ...(feed.evidence === undefined ? {} : { evidence: feed.evidence }),
    ...(feed.unconfirmed === undefined ? {} : { unconfirmed: feed.unconfirmed }),
  };
}

function addressOf(feed: Feed): string {
  return 'index' in feed ? feed.index : feed.sums;
}

function wordsOf(text: string): string[] {
  return text.split(/[^A-Za-z0-9_]+/);
}

/** Undefined where the address has no names in it, or has one that only the page of another release tells. */
function pageOf(
  { architectures = [], each = {} }: Feed,
  url: string,
  { release, codename }: Pick<SourceRelease, 'release' | 'codename'>,
): string | undefined {
  const firsts = Object.entries({ ...each, arch: [...architectures, ...(each['arch'] ?? [])] });
  const scope: Scope = {
    release,
    ...(codename === undefined ? {} : { codename }),
    ...Object.fromEntries(firsts.flatMap(([name, [value]]) => (value === undefined ? [] : [[name, value]]))),
  };
  const names = placeholdersOf(url);
  if (names.length === 0 || names.some((name) => !Object.hasOwn(scope, name))) return undefined;
  const page = HttpsUrl.safeParse(fillTemplate(url, scope));
  return page.success ? page.data : undefined;
}

/** Those that the feed names: in its list, of its files, in its addresses or in the pattern of their word; in our order. */
function architecturesOf(feed: Feed): Architecture[] {
  const { architectures, each, patterns, streams } = feed;
  const files = streams.flatMap(({ files: all }) => all);
  const words = [
    ...(architectures ?? []),
    ...(each?.['arch'] ?? []),
    ...files.flatMap(({ arch }) => arch ?? []),
    ...wordsOf(patterns?.['arch'] ?? ''),
    // In an address "all" is any word.
    ...[addressOf(feed), feed.sums, 'entry' in feed ? feed.entry : '', ...files.map(({ match }) => match)]
      .flatMap(wordsOf)
      .filter((word) => word !== 'all'),
  ];
  const named = new Set(words.map(parseArchitecture));
  return ARCHITECTURES.filter((architecture) => named.has(architecture));
}
