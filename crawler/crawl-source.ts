import pLimit from 'p-limit';
import { openProduct } from '../core/catalog/catalog.ts';
import type { CatalogChange } from '../core/change.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import type { KeyStore } from '../core/trust/keyring.ts';
import type { Selector } from '../core/selector.ts';
import { releasesOf } from '../core/source/source.ts';
import type { Source } from '../core/source/source.ts';
import type { LoadedSources } from '../core/source/source-files.ts';
import { errorEntry, gatherErrors } from './crawl-error.ts';
import { crawlRelease, failedRelease } from './crawl-release.ts';
import type { Place, Work } from './crawl-release.ts';
import type { Explain } from './decision.ts';
import { openDigestIndex } from './digest-index.ts';
import type { SourceOutcome } from './health.ts';
import type { ImageRead, Means } from './means.ts';
import { recordProduct } from './record.ts';

/** What a crawl tells while it runs. */
export type CrawlEvent =
  | { kind: 'planned'; sources: number; feeds: number }
  | { kind: 'feed-done'; source: string; feed: string; release: string; builds: number; errors: number }
  | ({ kind: 'image-read' } & ImageRead)
  | { kind: 'source-done'; source: string; changes: number; errors: number };

export interface CrawlOptions {
  loaded: LoadedSources;
  keys: KeyStore;
  /** Folder of the catalog; it is written unless `dryRun`. */
  catalog: string;
  fetcher: Fetcher;
  now: () => Date;
  select?: Selector | undefined;
  dryRun?: boolean;
  /** Reads sums files again that are on record, for what their source did not ask for then. */
  afresh?: boolean;
  /** Leaves out feeds whose images are signed themselves: each new image of theirs is read whole. */
  withoutImages?: boolean;
  /** Stops the crawl: what is whole is recorded, nothing else is written. */
  signal?: AbortSignal | undefined;
  onEvent?: (event: CrawlEvent) => void;
  /** Told why each page, sums file and name was taken or not. */
  explain?: Explain;
}

/** What the crawl of one source came to. */
export interface SourceResult {
  outcome: SourceOutcome;
  changes: CatalogChange[];
  files: string[];
  builds: number;
}

/** Releases of a source that are at work at once: one is written while the next ones are fetched. */
const RELEASES_AT_ONCE = 8;

/** Crawls one source release by release; whatever fails in it is caught here. */
export async function crawlSource(
  source: Source,
  places: readonly Place[],
  means: Means,
  options: CrawlOptions,
): Promise<SourceResult> {
  const { catalog, onEvent } = options;
  const { fetcher } = means;
  const result: SourceResult = { outcome: emptyOutcome(source, places), changes: [], files: [], builds: 0 };
  const { outcome } = result;
  try {
    const recorded = await openProduct(catalog, source.product);
    let product: Promise<string[]> | undefined;
    const beginRecord = (): Promise<string[]> => (product ??= recordProduct(catalog, source));
    const work = workOf(source, means, options, beginRecord);
    const inTurn = pLimit(RELEASES_AT_ONCE);
    const releases = await Promise.all(
      [...Map.groupBy(places, ({ release }) => release)].map(([facts, feeds]) =>
        inTurn(async () => {
          const known = await recorded.openRelease(facts.release);
          return crawlRelease(facts, feeds, known, work);
        }).catch((error: unknown) => failedRelease(facts, error)),
      ),
    );
    // Whoever reads the catalog learns that a product is known, also while nothing of it could be recorded.
    if (!options.dryRun && !options.signal?.aborted) await beginRecord();
    result.changes.push(...releases.flatMap(({ changes }) => changes));
    result.files.push(...((await product) ?? []), ...releases.flatMap(({ files }) => files));
    result.builds = releases.reduce((sum, { builds }) => sum + builds, 0);
    outcome.errors.push(...gatherErrors(releases.flatMap(({ errors }) => errors)));
    if (!fetcher.recorded) outcome.stale = releases.flatMap(({ stale }) => stale);
  } catch (error) {
    outcome.errors.push(errorEntry(error));
  }
  onEvent?.({
    kind: 'source-done',
    source: source.product,
    changes: result.changes.length,
    errors: outcome.errors.length,
  });
  return result;
}

function emptyOutcome(source: Source, places: readonly Place[]): SourceOutcome {
  const total = source.feeds.reduce((sum, feed) => sum + releasesOf(source, feed).length, 0);
  const asked = places.map(({ feed, release }) => ({ feed: feed.feed, release: release.release }));
  return { source: source.product, errors: [], stale: undefined, whole: places.length === total, asked };
}

export function workOf(
  source: Source,
  means: Means,
  { catalog, dryRun = false, signal, onEvent }: CrawlOptions,
  beginRecord: () => Promise<unknown>,
): Work {
  return {
    source,
    means,
    index: openDigestIndex(catalog, source.product),
    catalog,
    dryRun,
    signal,
    beginRecord,
    onFeedDone({ feed, release }, { found, errors }) {
      const builds = found.reduce((sum, sums) => sum + sums.builds.length, 0);
      const told = { source: source.product, feed: feed.feed, release: release.release };
      onEvent?.({ kind: 'feed-done', ...told, builds, errors: errors.length });
    },
  };
}
