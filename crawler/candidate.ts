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

/** What a page lists, with where its sums files are: of thousands only those few that somebody asks for are made out. */
export function candidatesOf(
  listed: readonly Listed[],
  feed: Feed,
  scope: Scope,
  pageUrl: string | undefined,
): ListedCandidate[] {
  const resolver = resolverOf(feed);
  return listed.map(({ serial, told, published }) => {
    const full = { ...scope, ...told, serial };
    let known: string | undefined;
    return {
      serial,
      scope: full,
      get sumsUrl() {
        return (known ??= resolver.sumsUrl(feed, full, pageUrl));
      },
      published,
      newest: false,
    };
  });
}

/**
 * Of each kind of file that a page lists the candidates with the serials that are wanted; `wants` is told how many newer
 * ones its kind has.
 *
 * @param newestFirst sorted by serial.
 */
export function pickOfEachKind(
  newestFirst: readonly ListedCandidate[],
  feed: Feed,
  wants: (serial: string, newer: number) => boolean,
): ListedCandidate[] {
  return [...Map.groupBy(newestFirst, (one) => kindOf(one, feed)).values()].flatMap((alike) => {
    const serials = [...new Set(alike.map(({ serial }) => serial))];
    const wanted = new Set(serials.filter(wants));
    return alike.filter(({ serial }) => wanted.has(serial));
  });
}

const PER_BUILD = new Set(['serial', 'entry', 'date']);

/** What was read of its name besides the serial and what changes with that; of a record much else was. */
function kindOf({ scope }: Candidate, feed: Feed): string {
  if (feed.format === 'records') return scope.arch ?? '';
  let kind = '';
  for (const name in scope) {
    const isPerBuild = PER_BUILD.has(name) || (feed.perBuild?.includes(name) ?? false);
    if (!isPerBuild) kind += `${name} ${scope[name]}\n`;
  }
  return kind;
}
