import type { Feed } from '../core/source/feed.ts';
import { MAX_PAGE_BYTES } from '../core/http/fetcher.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import { evidenceUrl } from '../core/release.ts';
import type { Build } from '../core/release.ts';
import type { Source, SourceRelease } from '../core/source/source.ts';
import type { Scope } from '../core/source/template.ts';
import { compareVersions } from '../core/version-order.ts';
import { readListing } from './listing.ts';
import type { Listed } from './listing.ts';
import type { Means } from './means.ts';
import { resolverOf } from './resolvers/registry.ts';
import { refuseOlderPage } from './withdrawal.ts';
import type { Unlisted } from './withdrawal.ts';

/** One feed of one release: the smallest thing that is crawled, and that can fail, by itself. */
export interface Unit {
  source: Source;
  feed: Feed;
  release: SourceRelease;
  /** Builds of the feed's streams that the catalog has. */
  known: readonly Build[];
}

/** A sums file that is worth asking for. */
export interface Candidate {
  scope: Scope;
  sumsUrl: string;
  published: string | undefined;
  /** Whether it belongs to the newest build, whose files' sizes are worth asking for. */
  newest: boolean;
}

export interface Discovery {
  candidates: Candidate[];
  unlisted: Unlisted[];
}

/** Asks for a feed's pages before they are read; what comes of it, discover will see. */
export function askAhead(place: Omit<Unit, 'known'>, fetcher: Fetcher): void {
  for (const scope of scopesOf(place)) {
    const url = pageUrlOf(place, scope);
    if (url !== undefined)
      fetcher.get(url, { remember: true, maxBytes: MAX_PAGE_BYTES }).catch(() => undefined);
  }
}

/** Serials that the source states as known and final: then no page is asked. */
function statedSerials({ feed, release }: Omit<Unit, 'known'>): readonly string[] | undefined {
  return feed.format === 'directory' ? feed.serials?.[release.release] : undefined;
}

/** The page that a feed's builds are read from; undefined where they are stated or in the sums file. */
function pageUrlOf(place: Omit<Unit, 'known'>, scope: Scope): string | undefined {
  return statedSerials(place) === undefined ? resolverOf(place.feed).pageUrl(place.feed, scope) : undefined;
}

/** One scope for each architecture that addresses are made of, or a single one. */
export function scopesOf({ feed, release }: Omit<Unit, 'known'>): Scope[] {
  const base = {
    release: release.release,
    ...(release.codename === undefined ? {} : { codename: release.codename }),
  };
  return feed.architectures?.map((arch) => ({ ...base, arch })) ?? [base];
}

/**
 * Asks a feed what builds there are, and picks those that are not recorded yet, or recorded as withdrawn.
 *
 * @throws OsdexError of the fetch or the resolver; `no-builds`, `page-older`.
 */
export async function discover(unit: Unit, scope: Scope, means: Means): Promise<Discovery> {
  const { feed, source } = unit;
  const resolver = resolverOf(feed);
  const sumsUrlOf = (serial: string) => resolver.sumsUrl(feed, { ...scope, serial });
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
  const knownHere = unit.known.filter((build) => sumsUrlOf(build.serial) === sumsUrlOfBuild(build));
  const standing = knownHere.filter(({ withdrawn }) => withdrawn === undefined);
  const serials = new Set(listed.map(({ serial }) => serial));
  const unlisted = standing.filter(({ serial }) => !serials.has(serial));
  // A recording may be older than the record, and says nothing about what the publisher lists today.
  const isPublishersPage = pageUrl !== undefined && !means.fetcher.recorded;
  if (isPublishersPage) refuseOlderPage([...serials], standing, pageUrl);

  const newestFirst = listed.toSorted((a, b) => compareVersions(b.serial, a.serial));
  const wanted =
    stated === undefined
      ? pick(
          newestFirst,
          knownHere.map(({ serial }) => serial),
          source,
        )
      : newestFirst;
  const withdrawn = new Set(
    knownHere.flatMap((build) => (build.withdrawn === undefined ? [] : build.serial)),
  );
  const settled = new Set(standing.map(({ serial }) => serial)).difference(withdrawn);
  return {
    candidates: wanted
      .filter(({ serial }) => !settled.has(serial))
      .map(({ serial, published }) => ({
        scope: { ...scope, serial },
        sumsUrl: sumsUrlOf(serial),
        published,
        newest: serial === newestFirst[0]?.serial,
      })),
    unlisted: isPublishersPage
      ? unlisted.map((build) => ({ build, sumsUrl: sumsUrlOf(build.serial), pageUrl }))
      : [],
  };
}

/**
 * The few newest, and all that are not older than the oldest we have, so that a build that was refused or missed is
 * tried again. What is older still is for the history command.
 */
function pick(newestFirst: readonly Listed[], known: readonly string[], source: Source): readonly Listed[] {
  const oldest = known.toSorted(compareVersions)[0];
  const isSince = (serial: string): boolean => oldest !== undefined && compareVersions(serial, oldest) >= 0;
  return newestFirst
    .slice(0, source.keep)
    .filter(({ serial }, index) => index < source.first || isSince(serial));
}

/** The address that a recorded build's sums file was read from. */
export function sumsUrlOfBuild(build: Build): string | undefined {
  return 'sums' in build.verification ? evidenceUrl(build, build.verification.sums) : undefined;
}
