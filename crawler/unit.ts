import type { Build } from '../core/release.ts';
import type { Feed } from '../core/source/feed.ts';
import type { Source, SourceRelease } from '../core/source/source.ts';
import type { Scope } from '../core/source/template.ts';

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
export type UnitPlace = Omit<Unit, 'known' | 'walk'>;

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

/** One scope for each architecture and each other value that addresses are made of, or a single one. */
export function scopesOf({ feed, release }: UnitPlace): Scope[] {
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
