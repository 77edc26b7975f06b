import { OsdexError } from '../error.ts';
import { artifactPath } from '../release.ts';
import type { Build } from '../release.ts';

/** What tells the entries of a release apart: of one stream and serial, where they lie and what signs them. */
export function buildKey({ stream, serial, url, verification }: Build): string {
  const sums = 'sums' in verification ? verification.sums : '';
  return [stream, serial, url, sums].join(' ');
}

/** The builds of one file. */
export interface BuildList {
  path: string;
  builds: readonly Build[];
}

/**
 * The builds of several files, each once. A build is in two files when a crawl was killed while it moved from one to
 * the other, and then the copy in the earlier list is taken. For a release's own file before its years that is the copy
 * of before that crawl, so that the next crawl finds again all that was new; of newer evidence it would believe that
 * everything told there is on record.
 *
 * @throws OsdexError `catalog-invalid` when two copies disagree about a file's digest.
 */
export function joinBuilds(lists: readonly BuildList[]): Build[] {
  const joined = new Map<string, { build: Build; path: string }>();
  for (const { path, builds } of lists) {
    for (const build of builds) {
      const other = joined.get(buildKey(build));
      if (other === undefined) joined.set(buildKey(build), { build, path });
      else requireSameDigests(other.build, build, [other.path, path]);
    }
  }
  return [...joined.values()].map(({ build }) => build);
}

function requireSameDigests(one: Build, other: Build, [path, otherPath]: [string, string]): void {
  const digests = new Map(one.artifacts.map((artifact) => [artifactPath(artifact), artifact.digest]));
  for (const artifact of other.artifacts) {
    const digest = digests.get(artifactPath(artifact));
    if (digest === undefined || digest === artifact.digest) continue;
    const name = `${artifact.file} of ${one.stream} ${one.serial}`;
    throw new OsdexError(
      'catalog-invalid',
      `expected one digest of ${name}, found ${digest} in ${path} and ${artifact.digest} in ${otherPath}`,
      { path: otherPath },
    );
  }
}
