import pLimit from 'p-limit';
import { openProduct } from '../core/catalog.ts';
import type { CatalogChange } from '../core/change.ts';
import type { Fetcher } from '../core/fetcher.ts';
import type { SourceError } from '../core/health.ts';
import type { KeyStore } from '../core/keyring.ts';
import { isoTime } from '../core/names.ts';
import type { Release } from '../core/release.ts';
import type { Selector } from '../core/selector.ts';
import { releasesOf } from '../core/source.ts';
import type { Source, SourceRelease } from '../core/source.ts';
import type { LoadedSources } from '../core/source-files.ts';
import { errorEntry, gatherErrors } from './crawl-error.ts';
import { crawlUnit } from './crawl-unit.ts';
import type { UnitResult } from './crawl-unit.ts';
import { askAhead } from './discover.ts';
import type { Unit } from './discover.ts';
import type { SourceOutcome } from './health.ts';
import { mergeRelease } from './merge.ts';
import { recordProduct, recordRelease } from './record.ts';

/** What a crawl tells while it runs. */
export type CrawlEvent =
  | { kind: 'planned'; sources: number; feeds: number }
  | { kind: 'feed-done'; source: string; feed: string; release: string; builds: number; errors: number }
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
  /** Stops the crawl: what is whole is recorded, nothing else is written. */
  signal?: AbortSignal | undefined;
  onEvent?: (event: CrawlEvent) => void;
}

/** A feed of a release that is asked for. */
export type Place = Pick<Unit, 'feed' | 'release'>;

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
  options: CrawlOptions,
): Promise<SourceResult> {
  const { catalog, fetcher, onEvent } = options;
  const result: SourceResult = { outcome: emptyOutcome(source, places), changes: [], files: [], builds: 0 };
  try {
    // The publishers are asked while the catalog is being read.
    for (const place of places) askAhead({ source, ...place }, fetcher);
    const recorded = await openProduct(catalog, source.product);
    let product: Promise<string[]> | undefined;
    const beginRecord = (): Promise<string[]> => (product ??= recordProduct(catalog, source));
    if (recorded.isRecorded && !options.dryRun) await beginRecord();
    const inTurn = pLimit(RELEASES_AT_ONCE);
    const releases = await Promise.all(
      [...Map.groupBy(places, ({ release }) => release)].map(([facts, feeds]) =>
        inTurn(async () => {
          const known = await recorded.findRelease(facts.release);
          return crawlRelease(source, facts, feeds, known, beginRecord, options);
        }).catch((error: unknown) => failedRelease(facts, error)),
      ),
    );
    result.changes.push(...releases.flatMap(({ changes }) => changes));
    result.files.push(...((await product) ?? []), ...releases.flatMap(({ files }) => files));
    result.builds = releases.reduce((sum, { builds }) => sum + builds, 0);
    result.outcome.errors.push(...gatherErrors(releases.flatMap(({ errors }) => errors)));
  } catch (error) {
    result.outcome.errors.push(errorEntry(error));
  }
  const { changes, outcome } = result;
  onEvent?.({
    kind: 'source-done',
    source: source.product,
    changes: changes.length,
    errors: outcome.errors.length,
  });
  return result;
}

function emptyOutcome(source: Source, places: readonly Place[]): SourceOutcome {
  const total = source.feeds.reduce((sum, feed) => sum + releasesOf(source, feed).length, 0);
  const asked = new Set(places.map(({ feed, release }) => `${feed.feed} ${release.release}`));
  return { source: source.product, errors: [], whole: places.length === total, asked };
}

interface ReleaseResult {
  changes: CatalogChange[];
  files: string[];
  builds: number;
  errors: SourceError[];
}

/** A release that cannot be read or written must not take the others with it. */
function failedRelease({ release }: SourceRelease, error: unknown): ReleaseResult {
  return { changes: [], files: [], builds: 0, errors: [{ release, ...errorEntry(error) }] };
}

/** Crawls the feeds of one release, merges what they found and writes it down when it is news. */
async function crawlRelease(
  source: Source,
  facts: SourceRelease,
  places: readonly Place[],
  recorded: Release | undefined,
  beginRecord: () => Promise<unknown>,
  options: CrawlOptions,
): Promise<ReleaseResult> {
  const { catalog, now, signal, dryRun } = options;
  const results = await Promise.all(places.map((place) => crawlPlace(source, place, recorded, options)));
  const errors = results.flatMap((result) => result.errors);
  const builds = results.reduce((sum, result) => sum + result.builds.length, 0);
  // An answer that was cut off by a stop says nothing about the publisher.
  if (signal?.aborted) return { changes: [], files: [], builds: 0, errors };
  const { next, changes } = mergeRelease(source.product, recorded, {
    facts,
    builds: results.flatMap((result) => result.builds),
    gone: results.flatMap((result) => result.gone),
    today: isoTime(now()).slice(0, 10),
  });
  errors.push(...conflictErrors(changes, source));
  if (dryRun || changes.every(({ kind }) => kind === 'conflict'))
    return { changes, files: [], builds, errors };
  // A release cannot be read without its product.
  await beginRecord();
  return { changes, files: await recordRelease(catalog, source, next), builds, errors };
}

async function crawlPlace(
  source: Source,
  place: Place,
  recorded: Release | undefined,
  { keys, fetcher, now, onEvent }: CrawlOptions,
): Promise<UnitResult> {
  const { feed, release } = place;
  const streams = new Set(feed.streams.map(({ stream }) => stream));
  const known = recorded?.builds.filter(({ stream }) => streams.has(stream)) ?? [];
  const result = await crawlUnit({ source, feed, release, known }, keys, fetcher, now());
  const told = { source: source.product, feed: feed.feed, release: release.release };
  onEvent?.({ kind: 'feed-done', ...told, builds: result.builds.length, errors: result.errors.length });
  return result;
}

function conflictErrors(changes: readonly CatalogChange[], source: Source): SourceError[] {
  return changes
    .filter((change) => change.kind === 'conflict')
    .map(({ release, stream, serial, file, recorded, found }) => {
      const feed = source.feeds.find(({ streams }) => streams.some((one) => one.stream === stream))?.feed;
      const message = `expected ${file} of ${stream} ${serial} to keep its digest ${recorded}, found ${found}; the record stays until a person has looked`;
      return { ...(feed === undefined ? {} : { feed }), release, code: 'digest-conflict', message };
    });
}
