import type { Feed } from '../../core/source/feed.ts';
import { releasesOf } from '../../core/source/source.ts';
import type { Source, SourceRelease } from '../../core/source/source.ts';
import { compileTemplate } from '../../core/source/template.ts';
import type { Scope } from '../../core/source/template.ts';
import type { Tree } from './tree.ts';

export interface Played {
  releases: string[];
  architectures?: string[];
}

/** The releases and architectures of a feed that have a sums file in the tree; undefined where none has. */
export function findPlayed(source: Source, feed: Feed, tree: Tree): Played | undefined {
  const urls = [...tree.files.keys()].map((path) => `https://${path}`);
  const hasSums = (scope: Scope): boolean => {
    const reads = compileTemplate(sumsTemplate(feed), scope, feed.patterns);
    return urls.some((url) => reads(url) !== undefined);
  };
  const { architectures } = feed;
  const all = releasesOf(source, feed);
  if (architectures === undefined) {
    const releases = all.filter((release) => hasSums(scopeOf(release)));
    return releases.length === 0 ? undefined : { releases: namesOf(releases) };
  }
  const archesOf = (release: SourceRelease) =>
    architectures.filter((arch) => hasSums({ ...scopeOf(release), arch }));
  const releases = all.filter((release) => archesOf(release).length > 0);
  if (releases.length === 0) return undefined;
  const inAll = architectures.filter((arch) => releases.every((release) => archesOf(release).includes(arch)));
  return { releases: namesOf(releases), architectures: inAll };
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
