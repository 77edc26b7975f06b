import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { HEALTH_FILE, readHealth } from '../core/catalog/catalog.ts';
import type { CatalogChange } from '../core/change.ts';
import { OsdexError } from '../core/error.ts';
import type { Health, SourceError, StaleStream } from '../core/health.ts';
import { matchesFacets } from '../core/selector.ts';
import type { Selector } from '../core/selector.ts';
import { releasesOf } from '../core/source/source.ts';
import { signsImages } from '../core/source/trust.ts';
import type { Source } from '../core/source/source.ts';
import { writeFileAtomic } from '../core/files/write-file.ts';
import { errorEntry } from './crawl-error.ts';
import type { Place } from './crawl-release.ts';
import { askAhead } from './discover.ts';
import { crawlSource } from './crawl-source.ts';
import type { RemotesResult } from './crawl-remotes.ts';
import type { CrawlOptions, SourceResult } from './crawl-source.ts';
import { healthText, updateHealth } from './health.ts';
import type { SourceOutcome } from './health.ts';
import { lockCatalog } from './lock-catalog.ts';
import { recordKeys } from './record-keys.ts';
import { recordProduct } from './record.ts';
import { refuseClockBehind } from './refuse-clock.ts';
import type { ImageRead, Means } from './means.ts';

/** What a crawl did. `files` are the catalog files that changed. */
export interface CrawlReport {
  changes: CatalogChange[];
  errors: (SourceError & { source: string })[];
  /** Streams whose next build is overdue, which is no error; absent where nothing was judged, as from a recording. */
  stale?: (StaleStream & { source: string })[];
  files: string[];
  feeds: number;
  builds: number;
}

/**
 * Crawls sources, proves what is new and merges it into the catalog. A source that fails keeps its record and is
 * reported; the others go on.
 *
 * @throws OsdexError `catalog-locked`, `clock-behind`, `write-failed`, `stopped`.
 */
export async function crawl(options: CrawlOptions): Promise<CrawlReport> {
  if (options.dryRun) return crawlAll(options);
  const unlock = await lockCatalog(options.catalog);
  try {
    return await crawlAll(options);
  } finally {
    await unlock();
  }
}

async function crawlAll(options: CrawlOptions): Promise<CrawlReport> {
  const { loaded, catalog, fetcher, select, onEvent } = options;
  // A recording leaves no times, and is of whenever it is.
  if (!fetcher.recorded) await refuseClockBehind(catalog, options.now());
  const plans = loaded.sources
    .map((source) => ({ source, places: placesOf(source, select, options.withoutImages) }))
    .filter(({ places }) => places.length);
  onEvent?.({
    kind: 'planned',
    sources: plans.length,
    feeds: plans.reduce((sum, { places }) => sum + places.length, 0),
  });

  const { keys, now, explain } = options;
  const onImage = (read: ImageRead): void => onEvent?.({ kind: 'image-read', ...read });
  const means: Means = {
    keys,
    fetcher,
    now: now(),
    sumsRead: new Map(),
    onImage,
    afresh: options.afresh,
    explain,
  };
  const results = await crawlSources(plans, means, options);
  if (options.signal?.aborted) {
    throw new OsdexError(
      'stopped',
      'stopped before the crawl was done; what was recorded so far is whole, the next crawl goes on from there',
    );
  }
  const health = await readHealth(catalog);
  const remotes = await askRemotes(options, means, health);
  const unreadable = loaded.errors.map(({ source, error }) => unreadableSource(source, error));
  const outcomes = [...results.map(({ outcome }) => outcome), ...remotes.outcomes, ...unreadable];
  const files = [...results.flatMap((result) => result.files), ...remotes.files];

  if (!options.dryRun) {
    if (select === undefined) files.push(...(await recordUnasked(catalog, loaded.sources, plans)));
    files.push(...(await recordKeys(catalog, loaded.sources, keys, means.now)));
    const next = updateHealth(
      health,
      outcomes,
      fetcher.recorded ? undefined : options.now(),
      files.length > 0,
    );
    if (await writeFileAtomic(join(catalog, HEALTH_FILE), healthText(next))) files.push(HEALTH_FILE);
  }
  const stale = outcomes.flatMap(({ source, stale: streams = [] }) =>
    streams.map((stream) => ({ source, ...stream })),
  );
  return {
    changes: [...results.flatMap(({ changes }) => changes), ...remotes.changes],
    errors: outcomes.flatMap(({ source, errors }) => errors.map((error) => ({ source, ...error }))),
    ...(fetcher.recorded ? {} : { stale }),
    files: [...new Set(files)].sort(),
    feeds: results.reduce((sum, { outcome }) => sum + outcome.asked.length, 0),
    builds: results.reduce((sum, { builds }) => sum + builds, 0),
  };
}

/** Which of their images are selected would be known only when they were read. */
async function askRemotes(
  { loaded: { remotes }, catalog, fetcher, select, dryRun }: CrawlOptions,
  { now }: Means,
  health: Health,
): Promise<RemotesResult> {
  if (remotes.length === 0 || select !== undefined) return { outcomes: [], changes: [], files: [] };
  // Most catalogs have none, and every form of catalog that there is takes time to load.
  const { crawlRemotes } = await import('./crawl-remotes.ts');
  return crawlRemotes(remotes, { catalog, fetcher, now, health, dryRun });
}

/**
 * Crawls the sources, those with most to ask first, since they take longest. All are at work at once: how much a
 * publisher is asked is known only when its pages were read.
 */
async function crawlSources(
  plans: readonly Plan[],
  means: Means,
  options: CrawlOptions,
): Promise<SourceResult[]> {
  const longestFirst = plans.toSorted((a, b) => b.places.length - a.places.length);
  const underWay = new Map<Plan, Promise<SourceResult>>();
  for (const { source, places } of longestFirst) {
    for (const place of places) {
      askAhead({ source, ...place }, means.fetcher);
      // The first questions are on their way before the last ones are put.
      await setImmediate();
    }
  }
  for (const plan of longestFirst) underWay.set(plan, crawlSource(plan.source, plan.places, means, options));
  return Promise.all(plans.flatMap((plan) => underWay.get(plan) ?? []));
}

/** What is asked of a source. */
interface Plan {
  source: Source;
  places: Place[];
}

/** Writes what is known of products of which nothing is asked for. */
async function recordUnasked(
  catalog: string,
  sources: readonly Source[],
  plans: readonly Plan[],
): Promise<string[]> {
  const asked = new Set(plans.map(({ source }) => source));
  const unasked = sources.filter((source) => !asked.has(source));
  const files = await Promise.all(unasked.map((source) => recordProduct(catalog, source)));
  return files.flat();
}

/** The feeds and releases of a source that were asked for. */
export function placesOf(
  source: Source,
  select: Selector | undefined,
  withoutImages: boolean | undefined,
): Place[] {
  const all = source.feeds
    .filter(({ trust }) => !(withoutImages && signsImages(trust)))
    .flatMap((feed) => releasesOf(source, feed).map((release) => ({ feed, release })));
  if (select === undefined) return all;
  return all.filter(({ feed, release }) =>
    feed.streams.some(({ stream, kind }) =>
      matchesFacets(select, {
        product: source.product,
        family: source.family,
        release: release.release,
        codename: release.codename ?? release.release,
        lts: String(release.lts ?? false),
        stream,
        kind,
      }),
    ),
  );
}

function unreadableSource(source: string, error: OsdexError): SourceOutcome {
  return { source, errors: [errorEntry(error)], stale: undefined, whole: true, asked: [] };
}
