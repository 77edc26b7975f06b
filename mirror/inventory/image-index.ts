import { DIGEST_ALGORITHMS, parseDigest } from '../../core/digest-text.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { facetsOf } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { FACETS } from '../../core/selector.ts';
import type { Facet } from '../../core/selector.ts';
import type { InventoryFile } from './inventory-file.ts';

/** The images of a catalog by their bytes. */
export interface ImageIndex {
  /** By which a file of this size has to be hashed to be found here; always sha256, for itself. */
  algorithmsFor(sizeBytes: number): DigestAlgorithm[];
  /** The image with one of these digests, by the strongest of them; one that was withdrawn only where it is the only one. */
  find(digests: readonly string[]): Image | undefined;
}

export function indexImages(images: readonly Image[]): ImageIndex {
  const byDigest = new Map<string, Image>();
  const bySize = new Map<number | undefined, Set<DigestAlgorithm>>();
  for (const image of images) {
    const { digest, size } = image.artifact;
    const known = byDigest.get(digest);
    if (known === undefined || (isGone(known) && !isGone(image))) byDigest.set(digest, image);
    const algorithm = parseDigest(digest)?.algorithm;
    if (algorithm === undefined) continue;
    const ofSize = bySize.get(size);
    if (ofSize === undefined) bySize.set(size, new Set([algorithm]));
    else ofSize.add(algorithm);
  }
  return {
    algorithmsFor(sizeBytes) {
      const wanted = new Set<DigestAlgorithm>(['sha256', ...ofSize(sizeBytes), ...ofSize(undefined)]);
      return DIGEST_ALGORITHMS.filter((algorithm) => wanted.has(algorithm));
    },
    find: (digests) =>
      DIGEST_ALGORITHMS.flatMap((algorithm) => digests.filter((one) => one.startsWith(`${algorithm}:`)))
        .map((digest) => byDigest.get(digest))
        .find((image) => image !== undefined),
  };

  function ofSize(size: number | undefined): Iterable<DigestAlgorithm> {
    return bySize.get(size) ?? [];
  }
}

function isGone({ build }: Image): boolean {
  return build.withdrawn !== undefined;
}

/**
 * What a file is by the catalog, whose digest stands first from now on.
 *
 * @param today `YYYY-MM-DD`
 */
export function factsOfImage(
  image: Image,
  digests: InventoryFile['digests'],
  today: string,
): Pick<InventoryFile, 'id' | 'facets' | 'digests' | 'state'> {
  const { digest } = image.artifact;
  const known = Object.entries(facetsOf(image, today)).filter(([, value]) => value !== '');
  return {
    id: image.id,
    state: 'proven',
    digests: [digest, ...digests.filter((other) => other !== digest)],
    facets: Object.fromEntries(known.filter(([facet]) => FACETS.includes(facet as Facet))),
  };
}
