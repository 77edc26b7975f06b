import type { Feed } from '../core/source/feed.ts';
import type { Fetcher } from '../core/http/fetcher.ts';
import { evidenceUrl } from '../core/release.ts';
import type { Build } from '../core/release.ts';
import type { Source, SourceRelease } from '../core/source/source.ts';
import { compileTemplate, fillTemplate } from '../core/source/template.ts';
import type { Scope } from '../core/source/template.ts';
import { compareVersions } from '../core/version-order.ts';
import { readListing, readPage } from './listing.ts';
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
  /** Set where the past is walked through, not the news. */
  walk?: Walk | undefined;
}

/** A feed of a release, whatever is known of it. */
type Place = Omit<Unit, 'known' | 'walk'>;

/** Some steps back through what a feed still lists. */
export interface Walk {
  /** First day of publication, `YYYY-MM-DD`. */
  since: string | undefined;
  /** How many serials of each kind are taken at once. */
  take: number;
  /** Addresses of sums files that this run has asked for already. */
  tried: Set<string>;
  /** Told of builds that have no day to be held against `since`. */
  onUndated(serials: readonly string[]): void;
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
export function askAhead(place: Place, fetcher: Fetcher): void {
  for (const scope of scopesOf(place)) {
    const url = pageUrlOf(place, scope);
    if (url !== undefined) readPage(place.feed, url, fetcher).catch(() => undefined);
  }
}

/** Serials that the source states as known and final: then no page is asked. */
function statedSerials({ feed, release }: Place): readonly string[] | undefined {
  return feed.format === 'directory' ? feed.serials?.[release.release] : undefined;
}

/** The page that a feed's builds are read from; undefined where they are stated or in the sums file. */
function pageUrlOf(place: Place, scope: Scope): string | undefined {
  return statedSerials(place) === undefined ? resolverOf(place.feed).pageUrl(place.feed, scope) : undefined;
}

/** One scope for each architecture and each other value that addresses are made of, or a single one. */
export function scopesOf({ feed, release }: Place): Scope[] {
  const base: Scope = {
    release: release.release,
    ...(release.codename === undefined ? {} : { codename: release.codename }),
  };
  const each = { ...feed.each, ...(feed.architectures === undefined ? {} : { arch: feed.architectures }) };
  return Object.entries(each).reduce(
    (scopes, [name, values]) =>
      scopes.flatMap((scope) => values.map((value) => ({ ...scope, [name]: value }))),
    [base],
  );
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
  const urls = new Set(candidates.map(({ sumsUrl }) => sumsUrl));
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
    const serials = candidates.map(({ serial }) => serial);
    refuseOlderPage(serials, standing, pageUrl);
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

/** Whether a build was recorded from an archive, whose builds the feed's own page has no reason to list. */
function isArchived(build: Build, feed: Feed, scope: Scope, pageUrl = ''): boolean {
  const archives = feed.format === 'directory' ? (feed.archives ?? []) : [];
  const sumsUrl = sumsUrlOfBuild(build) ?? '';
  const isBelow = (folder: string): boolean => sumsUrl.startsWith(folder);
  return archives.some((archive) => isBelow(fillTemplate(archive, scope))) && !isBelow(pageUrl);
}

/** An image that is signed itself has nothing else in it that could be found now. */
export function readsAgain({ trust }: Feed, { afresh }: Means): boolean {
  return afresh === true && !('shape' in trust && trust.shape === 'image');
}

/** Whether what a feed does not list any more is to be asked about; some tell of the newest build alone. */
function tellsAll(feed: Feed): boolean {
  if (feed.format === 'redirect' || feed.format === 'download-page') return false;
  return resolverOf(feed).sumsTemplates(feed).length > 0;
}

/** A candidate with the serial that a page told. */
export type ListedCandidate = Candidate & { serial: string };

/** What a page lists, with where its sums files are. */
export function candidatesOf(
  listed: readonly Listed[],
  feed: Feed,
  scope: Scope,
  pageUrl: string | undefined,
): ListedCandidate[] {
  return listed.map(({ serial, told, published }) => {
    const full = { ...scope, ...told, serial };
    const sumsUrl = resolverOf(feed).sumsUrl(feed, full, pageUrl);
    return { serial, scope: full, sumsUrl, published, newest: false };
  });
}

/** Reads of a recorded build's sums file what the feed's addresses for this scope tell, where it is one of them. */
export function readerOfKnown(feed: Feed, scope: Scope): (build: Build) => Scope | undefined {
  const readers = resolverOf(feed)
    .sumsTemplates(feed)
    .map((template) => compileTemplate(template, scope, feed.patterns));
  return (build) => {
    const url = sumsUrlOfBuild(build);
    if (url === undefined) return undefined;
    return readers
      .map((read) => read(url))
      .find((told) => told !== undefined && (told.serial ?? build.serial) === build.serial);
  };
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
  return [...Map.groupBy(newestFirst, (one) => kindOf(one, feed)).values()].flatMap((alike) => {
    const serials = [...new Set(alike.map(({ serial }) => serial))].slice(0, source.keep);
    const wanted = new Set(serials.filter((serial, index) => index < source.first || isSince(serial)));
    return alike.filter(({ serial }) => wanted.has(serial));
  });
}

/** What was read of its name besides the serial and what changes with that; of a record much else was. */
export function kindOf({ scope }: Candidate, feed: Feed): string {
  if (feed.format === 'records') return scope.arch ?? '';
  const perBuild = ['serial', 'entry', 'date', ...(feed.perBuild ?? [])];
  return JSON.stringify(Object.entries(scope).filter(([name]) => !perBuild.includes(name)));
}

/** The address that a recorded build's sums file was read from. */
export function sumsUrlOfBuild(build: Build): string | undefined {
  return 'sums' in build.verification ? evidenceUrl(build, build.verification.sums) : undefined;
}
