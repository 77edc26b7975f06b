import type { Feed } from '../../core/source/feed.ts';
import { releasesOf } from '../../core/source/source.ts';
import type { Source, SourceRelease } from '../../core/source/source.ts';
import { compileTemplate } from '../../core/source/template.ts';
import type { Scope } from '../../core/source/template.ts';
import type { Tree } from './tree.ts';

export interface Played {
  releases: string[];
  architectures?: string[];
  each?: Record<string, string[]>;
}

/**
 * The releases, architectures and other values of a feed that have a sums file in the tree; undefined where none has.
 */
export function findPlayed(source: Source, feed: Feed, tree: Tree): Played | undefined {
  const urls = [...tree.files.keys()].map((path) => `https://${path}`);
  const { architectures, each = {} } = feed;
  const values = Object.entries({ ...each, ...(architectures === undefined ? {} : { arch: architectures }) });
  const anyOf = Object.fromEntries(values.map(([name, words]) => [name, words.map(escapeWord).join('|')]));
  const hasSums = (scope: Scope): boolean => {
    const reads = compileTemplate(sumsTemplate(feed), scope, { ...anyOf, ...feed.patterns });
    return urls.some((url) => reads(url) !== undefined);
  };
  const releases = releasesOf(source, feed).filter((release) => hasSums(scopeOf(release)));
  if (releases.length === 0) return undefined;
  const inAll = values.map(([name, words]): [string, string[]] => [
    name,
    words.filter((word) => releases.every((release) => hasSums({ ...scopeOf(release), [name]: word }))),
  ]);
  const { arch, ...others } = Object.fromEntries(inAll);
  return {
    releases: namesOf(releases),
    ...(arch === undefined ? {} : { architectures: arch }),
    ...(feed.each === undefined ? {} : { each: others }),
  };
}

function escapeWord(word: string): string {
  return word.replaceAll('.', String.raw`\.`);
}

function sumsTemplate(feed: Feed): string {
  return feed.format === 'directory' ? feed.index + feed.sums : feed.sums;
}

function namesOf(releases: readonly SourceRelease[]): string[] {
  return releases.map(({ release }) => release);
}

function scopeOf({ release, codename }: SourceRelease): Scope {
  return codename === undefined ? { release } : { release, codename };
}
