import type { Scope } from '../../core/source/template.ts';

/**
 * Names in pages and sums files are read by the sources' patterns, and whoever can change those files can make them as
 * long as they like. No file system has longer ones, and no pattern takes long for these.
 */
export const MAX_NAME_LENGTH = 255;

/** A build as a feed tells of it, before anything is proven. */
export interface Discovered {
  /** Undefined where only the names in the sums file tell. */
  serial?: string | undefined;
  /** What else was read, by the names of the feed's templates. */
  told?: Scope;
  /** `YYYY-MM-DD`, where the feed states it. */
  published?: string | undefined;
  /** The publisher's words for the architectures that the build has, where the feed states them. */
  architectures?: readonly string[] | undefined;
}

/** What a resolver reads: the page's text, which may be there to be read once, and the address it came from. */
export interface Page {
  readonly url: string;
  readonly text: string;
}

/** Reads each page once, however many feeds, releases and architectures it serves, also where it cannot be read. */
export function oncePerPage<T>(read: (page: Page) => T): (page: Page) => T {
  const known = new WeakMap<Page, { found: T } | { error: unknown }>();
  return (page) => {
    const outcome = known.get(page) ?? attempt(() => read(page));
    known.set(page, outcome);
    if ('error' in outcome) throw outcome.error;
    return outcome.found;
  };
}

function attempt<T>(read: () => T): { found: T } | { error: unknown } {
  try {
    return { found: read() };
  } catch (error) {
    return { error };
  }
}

/** Reads one feed format. It is given the page, so that it can be tried without a network. */
export interface Resolver<F> {
  /** The page that tells of the builds; undefined where the sums file itself is the feed. */
  pageUrl(feed: F, scope: Scope): string | undefined;
  /** @throws OsdexError `page-unreadable` when the page is not what the format says. */
  read(page: Page, feed: F, scope: Scope): Discovered[];
  /** The address of a build's sums file, or of the image where images are signed themselves; `page` told of it. */
  sumsUrl(feed: F, scope: Scope, page?: string): string;
  /**
   * Templates of every such address, by which a recorded build is known as one of this feed; none where the feed tells
   * addresses of any form, and so nothing of what it does not list any more.
   */
  sumsTemplates(feed: F): readonly string[];
}
