import type { Image } from '../image.ts';

/**
 * Of each architecture of each stream the images of its newest build alone, for formats that know one version of a
 * thing.
 *
 * @param images with the newest first, as they are selected.
 */
export function newestImages(images: readonly Image[]): Image[] {
  const newest = new Map<string, string>();
  return images.filter(({ release, stream, build, artifact }) => {
    const series = [release.product, release.release, stream.stream, artifact.arch].join('/');
    if (!newest.has(series)) newest.set(series, build.serial);
    return newest.get(series) === build.serial;
  });
}
