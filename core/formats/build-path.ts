import type { Image } from '../image.ts';

/** Where the page of an image's build lies on the catalog's site. */
export function buildPath({ release, build }: Pick<Image, 'release' | 'build'>): string {
  return `${release.product}/${release.release}/${build.stream}/${build.serial}/`;
}
