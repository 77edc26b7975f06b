import { isoDay } from '../core/day.ts';
import type { CatalogChange } from '../core/change.ts';
import type { SourceError, StaleStream } from '../core/health.ts';
import type { OpenRelease } from '../core/catalog/catalog.ts';
import type { Release } from '../core/release.ts';
import type { Source, SourceRelease } from '../core/source/source.ts';
import { errorEntry } from './crawl-error.ts';
import { crawlUnit } from './crawl-unit.ts';
import type { UnitResult } from './crawl-unit.ts';
import type { DigestIndex } from './digest-index.ts';
import type { Unit } from './unit.ts';
import type { Means } from './means.ts';
import { factsDiffer, mergeRelease, releaseOf } from './merge.ts';
import { recordRelease } from './record.ts';
import { settleFound } from './settle.ts';
import { findStale } from './stale.ts';

/** A feed of a release that is asked for. */
export type Place = Pick<Unit, 'feed' | 'release' | 'walk'>;

/** What the releases of one source are crawled with. */
export interface Work {
  source: Source;
  means: Means;
  index: DigestIndex;
  /** Folder of the catalog; it is not written in a dry run. */
  catalog: string;
  dryRun: boolean;
  signal: AbortSignal | undefined;
  /** Writes what is true of the whole product, once: a release cannot be read without it. */
  beginRecord(): Promise<unknown>;
  onFeedDone(place: Place, result: UnitResult): void;
}

export interface ReleaseResult {
  changes: CatalogChange[];
  files: string[];
  builds: number;
  errors: SourceError[];
  stale: StaleStream[];
}

/** So many builds of a stream are looked at to say whether it still moves: twelve waits between them. */
const LEAST_TO_JUDGE = 13;

/** A release that cannot be read or written must not take the others with it. */
export function failedRelease({ release }: SourceRelease, error: unknown): ReleaseResult {
  return { changes: [], files: [], builds: 0, errors: [{ release, ...errorEntry(error) }], stale: [] };
}

/**
 * Crawls the feeds of one release, merges what they found and writes it down when it is news. What is asked for is
 * decided by the newest builds on record; what was found is held against all of them.
 */
export async function crawlRelease(
  facts: SourceRelease,
  places: readonly Place[],
  open: OpenRelease | undefined,
  work: Work,
): Promise<ReleaseResult> {
  const { source, means, index, catalog, dryRun, signal } = work;
  const isEnough = source.keep >= Math.max(source.first, LEAST_TO_JUDGE);
  const known = isEnough ? open?.newest : await open?.whole();
  const results = await Promise.all(places.map((place) => crawlPlace(place, known, work)));
  const errors = results.flatMap((result) => result.errors);
  const found = results.flatMap((result) => result.found);
  const gone = results.flatMap((result) => result.gone);
  // An answer that was cut off by a stop says nothing about the publisher.
  if (signal?.aborted) return { changes: [], files: [], builds: 0, errors, stale: [] };

  const name = { product: source.product, release: facts.release };
  const isNews =
    found.length + gone.length > 0 ||
    (known !== undefined && factsDiffer(known, releaseOf(source.product, facts, [])));
  const recorded = isNews && isEnough ? await open?.whole() : known;
  const settled = await settleFound(name, recorded?.builds ?? [], found, index);
  const today = isoDay(means.now);
  const { next, changes } = mergeRelease(source.product, recorded, {
    facts,
    builds: settled.builds,
    gone,
    today,
    documents: new Set(found.flatMap(({ feed, sumsUrl }) => (feed.table === undefined ? [] : sumsUrl))),
  });
  errors.push(...settled.errors, ...conflictErrors(changes, places));
  const stale = means.fetcher.recorded ? [] : findStale(next, places, today);
  const told = { changes, builds: settled.builds.length, errors, stale };
  if (dryRun || changes.every(({ kind }) => kind === 'conflict')) return { ...told, files: [] };
  await work.beginRecord();
  return { ...told, files: await recordRelease(catalog, source, next) };
}

async function crawlPlace(place: Place, recorded: Release | undefined, work: Work): Promise<UnitResult> {
  const streams = new Set(place.feed.streams.map(({ stream }) => stream));
  const known = recorded?.builds.filter(({ stream }) => streams.has(stream)) ?? [];
  const result = await crawlUnit({ source: work.source, ...place, known }, work.means);
  work.onFeedDone(place, result);
  return result;
}

function conflictErrors(changes: readonly CatalogChange[], places: readonly Place[]): SourceError[] {
  return changes
    .filter((change) => change.kind === 'conflict')
    .map(({ product, release, stream, serial, file, recorded, found }) => {
      const feed = places.find(({ feed: { streams } }) => streams.some((one) => one.stream === stream))?.feed;
      const message = `expected ${file} of ${stream} ${serial} to keep its digest ${recorded}, found ${found}; the record stays until a person has looked: ask the publisher which of them is right, and if it is the new one, take the build out of the catalog files of ${product} ${release} and crawl again`;
      return {
        ...(feed === undefined ? {} : { feed: feed.feed }),
        release,
        code: 'digest-conflict',
        message,
      };
    });
}
