import type { Fetcher } from '../core/fetcher.ts';
import type { SourceError } from '../core/health.ts';
import type { KeyStore } from '../core/keyring.ts';
import type { Build } from '../core/release.ts';
import { compareVersions } from '../core/version-order.ts';
import { errorEntry } from './crawl-error.ts';
import { discover, scopesOf } from './discover.ts';
import type { Candidate, Unit } from './discover.ts';
import { normaliseBuilds } from './normalise.ts';
import { proveSums } from './prove.ts';
import { learnSizes } from './sizes.ts';

/** What came of one feed of one release. Builds that were proven count even where others failed. */
export interface UnitResult {
  builds: Build[];
  gone: Build[];
  errors: SourceError[];
}

/** Discovers, proves and normalises what is new in one feed of one release. */
export async function crawlUnit(
  unit: Unit,
  keys: KeyStore,
  fetcher: Fetcher,
  now: Date,
): Promise<UnitResult> {
  const place = { feed: unit.feed.feed, release: unit.release.release };
  const errors: SourceError[] = [];
  // What fails is told and left out; one architecture's page or sums file must not take the others with it.
  const orTell = <T>(work: Promise<T>): Promise<T | undefined> =>
    work.catch((error: unknown) => void errors.push({ ...place, ...errorEntry(error) }));
  const crawled = await Promise.all(
    scopesOf(unit).map((scope) =>
      orTell(
        discover(unit, scope, fetcher).then(async ({ candidates, gone }) => ({
          gone,
          builds: await Promise.all(
            candidates.map((candidate) => orTell(crawlCandidate(unit, candidate, keys, fetcher, now))),
          ),
        })),
      ),
    ),
  );
  return {
    builds: crawled.flatMap((scope) => scope?.builds ?? []).flatMap((builds) => builds ?? []),
    gone: crawled.flatMap((scope) => scope?.gone ?? []),
    errors,
  };
}

async function crawlCandidate(
  unit: Unit,
  candidate: Candidate,
  keys: KeyStore,
  fetcher: Fetcher,
  now: Date,
): Promise<Build[]> {
  const proven = await proveSums(unit, candidate, keys, fetcher, now);
  if (proven === undefined) return [];
  const builds = normaliseBuilds(unit, candidate, proven);
  const newest = builds
    .map(({ serial }) => serial)
    .toSorted(compareVersions)
    .at(-1);
  const isNewest = (build: Build): boolean => candidate.newest && build.serial === newest;
  return Promise.all(builds.map(async (build) => (isNewest(build) ? learnSizes(build, fetcher) : build)));
}
