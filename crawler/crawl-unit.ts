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
  const result: UnitResult = { builds: [], gone: [], errors: [] };
  const collect = (error: unknown): void => void result.errors.push({ ...place, ...errorEntry(error) });
  // One architecture's page or sums file that fails must not take the others with it.
  await Promise.all(
    scopesOf(unit)
      .map(async (scope) => {
        const { candidates, gone } = await discover(unit, scope, fetcher);
        result.gone.push(...gone);
        const found = await Promise.all(
          candidates.map((candidate) => crawlCandidate(unit, candidate, keys, fetcher, now).catch(collect)),
        );
        result.builds.push(...found.flatMap((builds) => builds ?? []));
      })
      .map((crawled) => crawled.catch(collect)),
  );
  return result;
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
  return Promise.all(builds.map((build) => (isNewest(build) ? learnSizes(build, fetcher) : build)));
}
