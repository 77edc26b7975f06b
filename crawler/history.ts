import pLimit from 'p-limit';
import { openProduct } from '../core/catalog/catalog.ts';
import type { CatalogChange } from '../core/change.ts';
import { OsdexError } from '../core/error.ts';
import type { ErrorCode } from '../core/error.ts';
import type { SourceError } from '../core/health.ts';
import type { Source } from '../core/source/source.ts';
import { errorEntry } from './crawl-error.ts';
import { crawlRelease } from './crawl-release.ts';
import type { Place, Work } from './crawl-release.ts';
import { workOf } from './crawl-source.ts';
import type { CrawlOptions } from './crawl-source.ts';
import { placesOf } from './crawl.ts';
import type { Walk } from './unit.ts';
import { lockCatalog } from './lock-catalog.ts';
import type { Means } from './means.ts';
import { recordKeys } from './record-keys.ts';
import { recordProduct } from './record.ts';

export interface HistoryOptions extends Omit<CrawlOptions, 'onEvent'> {
  /** First day of publication, `YYYY-MM-DD`; without it everything that is still listed. */
  since?: string | undefined;
  /** How many builds of each feed of a release are recorded at most. */
  limit?: number | undefined;
  onStep?: (step: HistoryStep) => void;
}

/** A few builds of a release that were walked through; `builds` are those recorded. */
export interface HistoryStep {
  product: string;
  release: string;
  builds: number;
  skipped: number;
}

/** What a walk through the past did. */
export interface HistoryReport {
  changes: CatalogChange[];
  /** Builds that are still listed, but without what would prove them. */
  skipped: (SourceError & { source: string })[];
  errors: (SourceError & { source: string })[];
  files: string[];
  feeds: number;
}

/**
 * Serials that are asked for at once. What was found of them is recorded before the next are asked for, so that a stop
 * loses no more than these.
 */
const STEP = 20;

/** Releases at work at once; each publisher's host has turns of its own anyway. */
const RELEASES_AT_ONCE = 8;

const LACKS: ReadonlySet<string> = new Set<ErrorCode>([
  'not-recorded',
  'signature-missing',
  'sums-without-files',
]);

/**
 * Walks through what publishers still hold, newest first, and records what is not on record yet. It adds to what is
 * known, marks nothing, and leaves the health record alone. Started again it goes on where it stopped, since what is
 * on record is not asked for again.
 *
 * @throws OsdexError `catalog-locked`, `write-failed`, `stopped`.
 */
export async function walkHistory(options: HistoryOptions): Promise<HistoryReport> {
  const unlock = options.dryRun ? undefined : await lockCatalog(options.catalog);
  try {
    return await walkAll(options);
  } finally {
    await unlock?.();
  }
}

async function walkAll(options: HistoryOptions): Promise<HistoryReport> {
  const { loaded, select, keys, fetcher, now, catalog, signal } = options;
  const report: HistoryReport = { changes: [], skipped: [], errors: [], files: [], feeds: 0 };
  const means: Means = { keys, fetcher, now: now(), sumsRead: new Map(), afresh: options.afresh };
  const inTurn = pLimit(RELEASES_AT_ONCE);
  const walks = loaded.sources.flatMap((source) => {
    const places = placesOf(source, select, options.withoutImages);
    report.feeds += places.length;
    const work = workOfHistory(source, means, options, report);
    const releases = Map.groupBy(places, ({ release }) => release);
    return [...releases.values()].map((feeds) =>
      inTurn(() => walkRelease(feeds, work, options, report)).catch((error: unknown) => {
        report.errors.push({ source: source.product, ...errorEntry(error) });
      }),
    );
  });
  await Promise.all(walks);
  if (!options.dryRun) report.files.push(...(await recordKeys(catalog, loaded.sources, keys, means.now)));
  report.files = [...new Set(report.files)].sort();
  if (!signal?.aborted) return report;
  throw new OsdexError(
    'stopped',
    `stopped with ${report.changes.length} builds recorded, which are whole; started again it goes on from there`,
  );
}

function workOfHistory(source: Source, means: Means, options: HistoryOptions, report: HistoryReport): Work {
  let product: Promise<void> | undefined;
  const beginRecord = (): Promise<void> =>
    (product ??= recordProduct(options.catalog, source).then((files) => void report.files.push(...files)));
  return workOf(source, means, { ...options, onEvent: () => undefined }, beginRecord);
}

/** Takes step after step until no feed of the release has a build left that was not tried. */
async function walkRelease(
  places: readonly Place[],
  work: Work,
  { since, limit = Number.POSITIVE_INFINITY, signal, onStep }: HistoryOptions,
  report: HistoryReport,
): Promise<void> {
  const { source, catalog } = work;
  const tried = new Set<string>();
  const undated = new Set<string>();
  const told = new Set<string>();
  const added = new Map<Place, number>();
  for (let asked = -1; asked !== tried.size && signal?.aborted !== true;) {
    asked = tried.size;
    const left = places.filter((place) => (added.get(place) ?? 0) < limit);
    const [first] = left;
    if (first === undefined) break;
    const steps = left.map((place): Place => {
      const walk: Walk = {
        since,
        take: Math.min(STEP, limit - (added.get(place) ?? 0)),
        tried,
        onUndated: (serials) => serials.forEach((serial) => undated.add(`${place.feed.feed} ${serial}`)),
      };
      return { ...place, walk };
    });
    const recorded = await (await openProduct(catalog, source.product)).findRelease(first.release.release);
    const open = recorded && { newest: recorded, whole: async () => recorded };
    const result = await crawlRelease(first.release, steps, open, work);
    const builds = result.changes.filter((change) => change.kind === 'build-added');
    for (const place of left) {
      const streams = new Set(place.feed.streams.map(({ stream }) => stream));
      const serials = builds.filter(({ stream }) => streams.has(stream)).map(({ serial }) => serial);
      added.set(place, (added.get(place) ?? 0) + new Set(serials).size);
    }
    // A feed that cannot be read says so at every step.
    const news = result.errors.filter(({ feed, message }) => {
      const isNews = !told.has(`${feed} ${message}`);
      told.add(`${feed} ${message}`);
      return isNews;
    });
    const [skipped, errors] = partition(news, lacksProof);
    report.changes.push(...result.changes);
    report.files.push(...result.files);
    report.skipped.push(...skipped.map((error) => ({ source: source.product, ...error })));
    report.errors.push(...errors.map((error) => ({ source: source.product, ...error })));
    onStep?.({
      product: source.product,
      release: first.release.release,
      builds: builds.length,
      skipped: skipped.length,
    });
  }
  if (undated.size > 0 && places[0] !== undefined) {
    const { release } = places[0].release;
    const message = `expected a day to hold against --since ${since}, found none in ${[...undated].join(', ')}`;
    report.skipped.push({ source: source.product, release, code: 'no-builds', message });
  }
}

/** What an old build is passed over for: its publisher has thrown away what proved it. */
function lacksProof({ code, message }: SourceError): boolean {
  return LACKS.has(code) || (code === 'http-status' && /found (?:404|410)\b/.test(message));
}

function partition<T>(all: readonly T[], isFirst: (one: T) => boolean): [T[], T[]] {
  const { first = [], second = [] } = Object.groupBy(all, (one) => (isFirst(one) ? 'first' : 'second'));
  return [first, second];
}
