import type { Build, Release } from './release.ts';

/** The path of a release's page on the catalog's site. */
export function releasePath({ product, release }: Pick<Release, 'product' | 'release'>): string {
  return `${product}/${release}/`;
}

/** The path of a build's page; entries with the same stream and serial share it. */
export function buildPath(
  release: Pick<Release, 'product' | 'release'>,
  build: Pick<Build, 'stream' | 'serial'>,
): string {
  return `${releasePath(release)}${build.stream}/${build.serial}/`;
}
