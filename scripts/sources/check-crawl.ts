import { compareText } from '../../core/catalog/catalog.ts';
import { MAX_PAGE_BYTES } from '../../core/http/fetcher.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { Source } from '../../core/source/source.ts';
import { compileTemplate } from '../../core/source/template.ts';
import type { KeyStore } from '../../core/trust/keyring.ts';
import { crawl } from '../../crawler/crawl.ts';
import type { CrawlEvent } from '../../crawler/crawl-source.ts';
import { scopesOf } from '../../crawler/unit.ts';
import { listedNames } from '../../crawler/resolvers/directory.ts';
import { gatherDecisions, verdictOf } from './check-source.ts';
import type { FeedCheck, SourceCheck } from './check-source.ts';
import { warningsOf } from './check-warnings.ts';

/** With what sources are tried. */
export interface CheckMeans {
  keys: KeyStore;
  fetcher: Fetcher;
  /** An empty folder: nothing is on record. */
  catalog: string;
  now: () => Date;
  /** Leaves out feeds of which every image would be read whole. */
  withoutImages?: boolean;
  onEvent?: (event: CrawlEvent) => void;
}

/** Crawls a source as if nothing were known yet, writes nothing, and keeps why each step went as it did. */
export async function checkSource(source: Source, means: CheckMeans): Promise<SourceCheck> {
  // Sizes decide nothing, so they need not be asked for.
  const fetcher: Fetcher = { ...means.fetcher, sizeOf: async () => undefined };
  const gathering = gatherDecisions(source, fetcher.recorded);
  const report = await crawl({
    ...means,
    fetcher,
    loaded: { sources: [source], remotes: [], errors: [] },
    dryRun: true,
    explain: gathering.explain,
  });
  const feeds = gathering.feeds();
  for (const check of feeds) await nameOthers(check, source, fetcher);
  addErrors(
    feeds,
    report.errors.filter(({ message }) => !gathering.isTold(message)),
  );
  const sorted = inOrder(feeds.map(sortCheck), source);
  return {
    source: source.product,
    verdict: verdictOf(source, sorted, means.withoutImages),
    warnings: warningsOf(source, sorted),
    feeds: sorted,
  };
}

/** What only shows when sums files are held against each other was told of by no feed. */
function addErrors(
  feeds: FeedCheck[],
  errors: readonly {
    feed?: string | undefined;
    release?: string | undefined;
    code: string;
    message: string;
  }[],
): void {
  for (const { feed = '', release = '', code, message } of errors) {
    const check = feeds.find((one) => one.feed === feed && one.release === release);
    if (check !== undefined) check.refused.push({ code, message });
    else feeds.push({ feed, release, pages: [], sums: [], notRecorded: [], refused: [{ code, message }] });
  }
}

/** Adds what else stands on the pages, which have been read: a person sees there what a pattern has missed. */
async function nameOthers(check: FeedCheck, source: Source, fetcher: Fetcher): Promise<void> {
  const feed = source.feeds.find((one) => one.feed === check.feed);
  const release = source.releases.find((one) => one.release === check.release);
  if (feed?.format !== 'directory' || release === undefined) return;
  const without = check.refused.filter(({ code, url }) => code === 'no-builds' && url !== undefined);
  check.pages.push(...without.map(({ url }) => ({ ...(url && { url }), picked: [], older: [] })));
  const readers = scopesOf({ source, feed, release }).map((scope) =>
    compileTemplate(feed.entry, scope, feed.patterns),
  );
  for (const page of check.pages) {
    if (page.url === undefined) continue;
    const { bytes } = await fetcher.get(page.url, { remember: true, maxBytes: MAX_PAGE_BYTES });
    const names = listedNames({ url: page.url, text: new TextDecoder().decode(bytes) });
    page.others = [...new Set(names)].filter((name) => readers.every((read) => read(name) === undefined));
  }
}

/** Feeds and releases as the source has them; what is wrong with it as a whole comes last. */
function inOrder(feeds: readonly FeedCheck[], source: Source): FeedCheck[] {
  const places = source.feeds.flatMap(({ feed }) =>
    source.releases.map(({ release }) => `${feed} ${release}`),
  );
  const at = ({ feed, release }: FeedCheck): number => {
    const found = places.indexOf(`${feed} ${release}`);
    return found === -1 ? places.length : found;
  };
  return feeds.toSorted((a, b) => at(a) - at(b));
}

/** Answers come in any order. */
function sortCheck(check: FeedCheck): FeedCheck {
  const byUrl = (a: { url?: string }, b: { url?: string }): number => compareText(a.url ?? '', b.url ?? '');
  return {
    ...check,
    pages: check.pages.toSorted(byUrl),
    sums: check.sums.toSorted(byUrl),
    notRecorded: check.notRecorded.toSorted(byUrl),
    refused: check.refused.toSorted((a, b) => compareText(a.message, b.message)),
  };
}
