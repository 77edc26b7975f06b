import { scopesOf } from '../../crawler/unit.ts';
import { resolverOf } from '../../crawler/resolvers/registry.ts';
import type { Feed } from '../../core/source/feed.ts';
import { releasesOf } from '../../core/source/source.ts';
import type { Source } from '../../core/source/source.ts';
import { compileTemplate } from '../../core/source/template.ts';
import type { Scope } from '../../core/source/template.ts';
import type { Tree } from './tree.ts';

export interface Played {
  releases: string[];
  architectures?: string[];
  each?: Record<string, string[]>;
}

/**
 * The releases, architectures and other values of a feed that have a sums file in the tree, or an image where images
 * are signed themselves; undefined where none has.
 */
export async function findPlayed(source: Source, feed: Feed, tree: Tree): Promise<Played | undefined> {
  const isThere = readerOf(feed, tree);
  const played: { release: string; scopes: Scope[] }[] = [];
  for (const release of releasesOf(source, feed)) {
    const scopes: Scope[] = [];
    for (const scope of scopesOf({ source, feed, release })) {
      if (await isThere(scope)) scopes.push(scope);
    }
    if (scopes.length > 0) played.push({ release: release.release, scopes });
  }
  if (played.length === 0) return undefined;
  const inAll = (name: string, words: readonly string[]): string[] =>
    words.filter((word) => played.every(({ scopes }) => scopes.some((scope) => scope[name] === word)));
  const { architectures, each } = feed;
  return {
    releases: played.map(({ release }) => release),
    ...(architectures === undefined ? {} : { architectures: inAll('arch', architectures) }),
    ...(each === undefined
      ? {}
      : {
          each: Object.fromEntries(Object.entries(each).map(([name, words]) => [name, inAll(name, words)])),
        }),
  };
}

/** Tells whether the tree has something of a feed for these values of its names. */
function readerOf(feed: Feed, tree: Tree): (scope: Scope) => Promise<boolean> {
  const resolver = resolverOf(feed);
  const templates = resolver.sumsTemplates(feed);
  const urls = [...tree.files.keys()].map((path) => `https://${path}`);
  if (templates.length > 0) {
    return async (scope) =>
      templates.some((template) => {
        const reads = compileTemplate(template.replace(/^http:/, 'https:'), scope, feed.patterns);
        return urls.some((url) => reads(url) !== undefined);
      });
  }
  // A document tells addresses of any form, so it is read.
  return async (scope) => {
    const url = resolver.pageUrl(feed, scope) ?? '';
    const page = tree.files.get(pathOf(url));
    if (page === undefined) return false;
    const text = new TextDecoder().decode(await page.read());
    return resolver
      .read({ url, text }, feed, scope)
      .some(({ serial = '', told }) =>
        tree.files.has(pathOf(resolver.sumsUrl(feed, { ...scope, ...told, serial }, url))),
      );
  };
}

function pathOf(url: string): string {
  return decodeURIComponent(url.replace(/^https?:\/\/|\?.*$/g, ''));
}
