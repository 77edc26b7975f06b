import type { Fetcher } from '../core/http/fetcher.ts';
import type { Build } from '../core/release.ts';
import type { Feed } from '../core/source/feed.ts';
import type { Scope } from '../core/source/template.ts';
import { signsImages } from '../core/source/trust.ts';
import { compareVersions } from '../core/version-order.ts';
import { candidatesOf, pickOfEachKind } from './candidate.ts';
import type { Candidate, ListedCandidate } from './candidate.ts';
import { isArchived, readerOfKnown, readsAgain, sumsUrlOfBuild } from './known-build.ts';
import { expectPage, readListing } from './listing.ts';
import type { Listed } from './listing.ts';
import type { Means } from './means.ts';
import { askSums } from './prove.ts';
import { resolverOf } from './resolvers/registry.ts';
import { scopesOf } from './unit.ts';
import type { Unit, UnitPlace } from './unit.ts';
import { refuseOlderPage } from './withdrawal.ts';
import type { Unlisted } from './withdrawal.ts';

export interface Discovery {
  candidates: Candidate[];
  unlisted: Unlisted[];
}

/**
 * Asks for a feed's pages, or for what it has in their place, before they are read; what comes of it, discover and
 * proveSums will see.
 */
export function askAhead(place: UnitPlace, fetcher: Fetcher): void {
  const { feed } = place;
  for (const scope of scopesOf(place)) {
    const url = pageUrlOf(place, scope);
    if (url !== undefined) expectPage(feed, url, fetcher);
    else if (feed.format === 'sums' && !signsImages(feed.trust))
      askSums(feed, resolverOf(feed).sumsUrl(feed, scope), fetcher).catch(() => undefined);
  }
}

/** Serials that the source states as known and final: then no page is asked. */
function statedSerials({ feed, release }: UnitPlace): readonly string[] | undefined {
  return feed.format === 'directory' ? feed.serials?.[release.release] : undefined;
}

/** The page that a feed's builds are read from; undefined where they are stated or in the sums file. */
function pageUrlOf(place: UnitPlace, scope: Scope): string | undefined {
  return statedSerials(place) === undefined ? resolverOf(place.feed).pageUrl(place.feed, scope) : undefined;
}

/**
 * Asks a feed what builds there are, and picks those that are not recorded yet, or recorded as withdrawn.
 *
 * @throws OsdexError of the fetch or the resolver; `no-builds`, `page-older`.
 */
export async function discover(unit: Unit, scope: Scope, means: Means): Promise<Discovery> {
  const { feed } = unit;
  const resolver = resolverOf(feed);
  const stated = statedSerials(unit);
  const pageUrl = pageUrlOf(unit, scope);
  if (stated === undefined && pageUrl === undefined) {
    const sumsUrl = resolver.sumsUrl(feed, scope);
    return { candidates: [{ scope, sumsUrl, published: undefined, newest: true }], unlisted: [] };
  }

  const listed =
    pageUrl === undefined
      ? (stated ?? []).map((serial): Listed => ({ serial }))
      : await readListing(feed, scope, pageUrl, means);
  const candidates = candidatesOf(listed, feed, scope, pageUrl);
  const readKnown = readerOfKnown(feed, scope);
  const serials = new Set(unit.known.map(({ serial }) => serial));
  const urls = new Set(candidates.filter(({ serial }) => serials.has(serial)).map(({ sumsUrl }) => sumsUrl));
  const knownHere = unit.known.filter(
    (build) => urls.has(sumsUrlOfBuild(build) ?? '') || readKnown(build) !== undefined,
  );
  const standing = knownHere.filter(({ withdrawn }) => withdrawn === undefined);
  const unlisted = standing.filter(
    (build) => !urls.has(sumsUrlOfBuild(build) ?? '') && !isArchived(build, feed, scope, pageUrl),
  );
  // A recording may be older than the record, and says nothing about what the publisher lists today.
  const isPublishersPage = pageUrl !== undefined && !means.fetcher.recorded;
  if (isPublishersPage && tellsAll(feed)) {
    refuseOlderPage(
      candidates.map(({ serial }) => serial),
      standing,
      pageUrl,
    );
  }

  const newestFirst = candidates.toSorted((a, b) => compareVersions(b.serial, a.serial));
  const wanted = stated === undefined ? pick(newestFirst, knownHere, unit) : newestFirst;
  const withdrawn = new Set(
    knownHere.flatMap((build) => (build.withdrawn === undefined ? [] : sumsUrlOfBuild(build))),
  );
  const settled = readsAgain(feed, means)
    ? new Set<string>()
    : new Set(standing.map(sumsUrlOfBuild)).difference(withdrawn);
  means.explain?.(unit, {
    kind: 'listed',
    page: pageUrl,
    builds: newestFirst.map((one) => ({
      serial: one.serial,
      sumsUrl: one.sumsUrl,
      fate: settled.has(one.sumsUrl) ? 'recorded' : wanted.includes(one) ? 'picked' : 'older',
    })),
  });
  return {
    candidates: wanted
      .filter(({ sumsUrl }) => !settled.has(sumsUrl))
      .map(({ serial, ...candidate }) => ({ ...candidate, newest: serial === newestFirst[0]?.serial })),
    unlisted:
      isPublishersPage && tellsAll(feed)
        ? unlisted.flatMap((build) => {
            const sumsUrl = sumsUrlOfBuild(build);
            return sumsUrl === undefined ? [] : [{ build, sumsUrl, pageUrl }];
          })
        : [],
  };
}

/** Whether what a feed does not list any more is to be asked about; some tell of the newest build alone. */
function tellsAll(feed: Feed): boolean {
  if (feed.format === 'redirect' || feed.format === 'download-page') return false;
  return resolverOf(feed).sumsTemplates(feed).length > 0;
}

/**
 * The few newest, and all that are not older than the oldest we have, so that a build that was refused or missed is
 * tried again. What is older still is for the history command. A page may list several kinds of files, each with
 * serials of its own: then of each kind the few newest.
 */
function pick(
  newestFirst: readonly ListedCandidate[],
  known: readonly Build[],
  { feed, source }: Unit,
): ListedCandidate[] {
  const oldest = known.map(({ serial }) => serial).toSorted(compareVersions)[0];
  const isSince = (serial: string): boolean => oldest !== undefined && compareVersions(serial, oldest) >= 0;
  return pickOfEachKind(
    newestFirst,
    feed,
    (serial, newer) => newer < source.keep && (newer < source.first || isSince(serial)),
  );
}
