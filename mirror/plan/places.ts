import { imageUrls } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import type { MirrorPlanFile } from '../../core/mirror-plan-file.ts';
import { currentPlace } from '../../core/release.ts';

/**
 * Where an image is asked for, in the order that a plan prefers. A plan that names neither its publisher nor mirrors
 * asks both: a torrent or a metalink is not there for every image.
 */
export function placesOf(image: Image, prefer: MirrorPlanFile['prefer']): string[] {
  const urls = imageUrls(image);
  const own = [image.build.url, currentPlace(image.build).url];
  const isPublishers = (url: string): boolean => own.some((place) => url.startsWith(place));
  const groups = {
    publisher: urls.filter(isPublishers),
    mirrors: urls.filter((url) => !isPublishers(url)),
  };
  const plain = prefer.filter((way) => way === 'publisher' || way === 'mirrors');
  return plain.length === 0 ? urls : plain.flatMap((way) => groups[way]);
}
