import type { Feed } from '../core/feed.ts';
import { OsdexError } from '../core/error.ts';
import type { Fetcher } from '../core/fetcher.ts';
import { Serial } from '../core/names.ts';
import type { Scope } from '../core/template.ts';
import { resolverOf } from './resolvers/registry.ts';
import type { Discovered } from './resolvers/resolver.ts';

/** A build that a page lists. */
export type Listed = Discovered & { serial: string };

/**
 * Reads the builds that a page lists for this architecture. Whoever can change the page can put any text there: only
 * what is a serial is taken, since addresses are made of it.
 *
 * @throws OsdexError of the fetch or the resolver; `no-builds` when the page lists none.
 */
export async function readListing(
  feed: Feed,
  scope: Scope,
  url: string,
  fetcher: Fetcher,
): Promise<Listed[]> {
  const { bytes } = await fetcher.get(url, { remember: true });
  const listed = resolverOf(feed)
    .read({ url, text: new TextDecoder().decode(bytes) }, feed, scope)
    .filter(({ architectures }) => scope.arch === undefined || (architectures?.includes(scope.arch) ?? true))
    .filter((build): build is Listed => Serial.safeParse(build.serial).success);
  if (listed.length > 0) return listed;
  const named = feed.format === 'directory' ? `"${feed.entry}"` : 'by version';
  throw new OsdexError('no-builds', `expected builds named ${named}, found none, ${url}`, { url });
}
