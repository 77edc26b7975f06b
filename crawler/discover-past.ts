import { OsdexError } from '../core/error.ts';
import { fillTemplate, placeholdersOf } from '../core/source/template.ts';
import type { Scope } from '../core/source/template.ts';
import { compareVersions } from '../core/version-order.ts';
import { candidatesOf, pickOfEachKind } from './candidate.ts';
import type { ListedCandidate } from './candidate.ts';
import type { Discovery } from './discover.ts';
import { readerOfKnown, readsAgain, sumsUrlOfBuild } from './known-build.ts';
import type { Unit, Walk } from './unit.ts';
import { readListing } from './listing.ts';
import type { Means } from './means.ts';
import { dayOf } from './serial-day.ts';
import { resolverOf } from './resolvers/registry.ts';

/**
 * Picks the newest few of the builds that a feed still lists, there or in its archives, and that are neither on record
 * nor tried before by this run. What is not listed any more is none of its business.
 *
 * @throws OsdexError of the fetch or the resolver.
 */
export async function discoverPast(
  { feed, known }: Unit,
  scope: Scope,
  walk: Walk,
  means: Means,
): Promise<Discovery> {
  const pageUrl = resolverOf(feed).pageUrl(feed, scope);
  // A sums file that is itself the feed has no past but what it lists, and a crawl has read that.
  if (pageUrl === undefined) return { candidates: [], unlisted: [] };
  const archives = feed.format === 'directory' ? (feed.archives ?? []) : [];
  const lists = await Promise.all([
    listOf(pageUrl),
    ...archives.map((archive) => listOf(fillTemplate(archive, scope), true)),
  ]);

  async function listOf(page: string, mayLackRelease = false): Promise<ListedCandidate[]> {
    try {
      return candidatesOf(await readListing(feed, scope, page, means), feed, scope, page);
    } catch (error) {
      if (mayLackRelease && error instanceof OsdexError && error.code === 'no-builds') return [];
      throw error;
    }
  }

  // A build that moved to the archive since it was recorded is the same one at another address.
  const names = 'entry' in feed ? placeholdersOf(feed.entry + feed.sums) : ['serial', ...Object.keys(scope)];
  const identityOf = (told: Scope): string =>
    JSON.stringify(names.filter((name) => name !== 'entry').map((name) => told[name]));
  const readKnown = readerOfKnown(feed, scope);
  const settled = readsAgain(feed, means) ? [] : known;
  const recorded = new Set(settled.map(sumsUrlOfBuild));
  const seen = new Set(
    settled
      .map(readKnown)
      .filter((told) => told !== undefined)
      .map(identityOf),
  );
  const fresh = lists
    .flat()
    .filter(({ sumsUrl }) => !recorded.has(sumsUrl) && !walk.tried.has(sumsUrl))
    .filter(({ scope: told }) => {
      const identity = identityOf(told);
      const isFirst = !seen.has(identity);
      seen.add(identity);
      return isFirst;
    });
  const wanted = within(fresh, walk, (one) => one.published ?? dayOf(one.serial, feed));
  const newestFirst = wanted.toSorted((a, b) => compareVersions(b.serial, a.serial));
  const candidates = pickOfEachKind(newestFirst, feed, (_, newer) => newer < walk.take);
  for (const { sumsUrl } of candidates) walk.tried.add(sumsUrl);
  return { candidates, unlisted: [] };
}

/** Those of the days that are asked for; what has no day cannot be held against one. */
function within(
  candidates: readonly ListedCandidate[],
  { since, onUndated }: Walk,
  dayOfCandidate: (candidate: ListedCandidate) => string | undefined,
): readonly ListedCandidate[] {
  if (since === undefined) return candidates;
  const undated = candidates.filter((one) => dayOfCandidate(one) === undefined);
  if (undated.length > 0) onUndated(undated.map(({ serial }) => serial));
  return candidates.filter((one) => (dayOfCandidate(one) ?? '') >= since);
}
