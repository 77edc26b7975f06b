import type { Feed } from '../core/source/feed.ts';
import type { Scope } from '../core/source/template.ts';
import type { Listed } from './listing.ts';
import { resolverOf } from './resolvers/registry.ts';

/** A sums file that is worth asking for. */
export interface Candidate {
  scope: Scope;
  sumsUrl: string;
  published: string | undefined;
  /** Whether it belongs to the newest build, whose files' sizes are worth asking for. */
  newest: boolean;
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

/** What was read of its name besides the serial and what changes with that; of a record much else was. */
export function kindOf({ scope }: Candidate, feed: Feed): string {
  if (feed.format === 'records') return scope.arch ?? '';
  const perBuild = ['serial', 'entry', 'date', ...(feed.perBuild ?? [])];
  return JSON.stringify(Object.entries(scope).filter(([name]) => !perBuild.includes(name)));
}
