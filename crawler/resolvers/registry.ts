import type { Feed } from '../../core/source/feed.ts';
import { bucket } from './bucket.ts';
import { directory } from './directory.ts';
import { downloadPage } from './download-page.ts';
import { flatcarReleases } from './flatcar-releases.ts';
import { records } from './records.ts';
import { redirect } from './redirect.ts';
import type { Resolver } from './resolver.ts';
import { sums } from './sums.ts';

type Resolvers = { [Format in Feed['format']]: Resolver<Extract<Feed, { format: Format }>> };

/** Every feed format that a source may name. */
const RESOLVERS: Resolvers = {
  directory,
  sums,
  records,
  bucket,
  redirect,
  'download-page': downloadPage,
  'flatcar-releases': flatcarReleases,
};

/** The resolver of a feed's format. */
export function resolverOf<F extends Feed>(feed: F): Resolver<F> {
  return RESOLVERS[feed.format] as unknown as Resolver<F>;
}
