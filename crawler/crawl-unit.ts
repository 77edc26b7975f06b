import type { SourceError } from '../core/health.ts';
import type { Build } from '../core/release.ts';
import { compareVersions } from '../core/version-order.ts';
import { buildKey } from '../core/catalog/build-copies.ts';
import { errorEntry } from './crawl-error.ts';
import type { Candidate } from './candidate.ts';
import { discover } from './discover.ts';
import { scopesOf } from './unit.ts';
import type { Unit } from './unit.ts';
import { discoverPast } from './discover-past.ts';
import type { FoundSums } from './found.ts';
import { gatherAnswers } from './links-answers.ts';
import { isEveryFileGone } from './links-build.ts';
import type { Means } from './means.ts';
import { normaliseBuilds } from './normalise.ts';
import { proveSums } from './prove.ts';
import { refuseRepeatedNames } from './refuse-contradiction.ts';
import { refuseDowngrade } from './refuse-downgrade.ts';
import { refuseEarlySignature } from './refuse-older.ts';
import { refuseRepeatedSums } from './refuse-reuse.ts';
import { learnSizes } from './sizes.ts';
import { askWithdrawn } from './withdrawal.ts';

/** What came of one feed of one release. Sums files that were proven count even where others failed. */
export interface UnitResult {
  found: FoundSums[];
  gone: Build[];
  errors: SourceError[];
}

/** Discovers, proves and normalises what is new in one feed of one release. */
export async function crawlUnit(unit: Unit, means: Means): Promise<UnitResult> {
  const place = { feed: unit.feed.feed, release: unit.release.release };
  const errors: SourceError[] = [];
  const tell = (error: unknown): void => {
    errors.push({ ...place, ...errorEntry(error) });
    means.explain?.(unit, { kind: 'refused', error });
  };
  // What fails is told and left out; one architecture's page or sums file must not take the others with it.
  const orTell = <T>(work: Promise<T>): Promise<T | undefined> => work.catch(tell) as Promise<T | undefined>;
  const crawled = await Promise.all(
    scopesOf(unit).map((scope) =>
      orTell(
        (unit.walk === undefined
          ? discover(unit, scope, means)
          : discoverPast(unit, scope, unit.walk, means)
        ).then(async ({ candidates, unlisted }) => {
          const [withdrawals, ...found] = await Promise.all([
            askWithdrawn(unlisted, means.fetcher),
            ...candidates.map((candidate) => orTell(crawlCandidate(unit, candidate, means))),
          ]);
          withdrawals.errors.forEach(tell);
          return { gone: withdrawals.gone, found };
        }),
      ),
    ),
  );
  return {
    found: crawled.flatMap((scope) => scope?.found ?? []).filter((sums) => sums !== undefined),
    gone: crawled.flatMap((scope) => scope?.gone ?? []),
    errors,
  };
}

async function crawlCandidate(
  unit: Unit,
  candidate: Candidate,
  means: Means,
): Promise<FoundSums | undefined> {
  const { feed, known, walk } = unit;
  const proven = await proveSums(unit, candidate, means);
  if (proven === undefined) return undefined;
  const { sumsUrl } = proven;
  means.explain?.(unit, { kind: 'proven', scope: candidate.scope, proven });
  const builds = normaliseBuilds(unit, candidate, proven, means.explain);
  for (const build of builds) {
    refuseRepeatedNames(build, sumsUrl);
    refuseEarlySignature(build, sumsUrl);
    refuseDowngrade(feed.trust, build, walk === undefined ? known : olderThan(build, known), sumsUrl);
    if (feed.repeats !== true) refuseRepeatedSums(build, known, sumsUrl);
  }
  const present = await withoutGone(builds, known, means);
  const newest = present
    .map(({ serial }) => serial)
    .toSorted(compareVersions)
    .at(-1);
  const isNewest = (build: Build): boolean => candidate.newest && build.serial === newest;
  const sized = present.map(async (build) => (isNewest(build) ? learnSizes(build, means.fetcher) : build));
  return { feed, sumsUrl, builds: await Promise.all(sized) };
}

/** A build that was withdrawn because every file of it is gone does not return by being listed. */
async function withoutGone(
  builds: readonly Build[],
  known: readonly Build[],
  { fetcher }: Means,
): Promise<readonly Build[]> {
  const withdrawn = new Set(known.filter(({ withdrawn: day }) => day !== undefined).map(buildKey));
  if (withdrawn.size === 0) return builds;
  const answers = gatherAnswers(fetcher);
  const kept = builds.map(async (build) => {
    const isBack = !withdrawn.has(buildKey(build)) || !(await isEveryFileGone(build, answers));
    return isBack ? [build] : [];
  });
  return (await Promise.all(kept)).flat();
}

/** What came later may well be better. */
function olderThan({ serial }: Build, known: readonly Build[]): Build[] {
  return known.filter((one) => compareVersions(one.serial, serial) < 0);
}
