import type { Image } from '../../../core/image.ts';
import { artifactId } from '../../../core/release.ts';
import type { Artifact, Build } from '../../../core/release.ts';
import type { Stream } from '../../../core/product.ts';
import { sampleImages } from './sample-images.ts';

/** The newest of the samples, an uncompressed qcow2 cloud image for amd64, with these changes. */
export function oneImage(
  changes: { artifact?: Partial<Artifact>; build?: Partial<Build>; stream?: Partial<Stream> } = {},
): Image {
  const [image] = sampleImages();
  if (image === undefined) throw new Error('expected samples');
  const artifact = { ...image.artifact, ...changes.artifact };
  const build = { ...image.build, ...changes.build, artifacts: [artifact] };
  const stream = { ...image.stream, ...changes.stream };
  return { ...image, id: artifactId(image.release, build, artifact), stream, build, artifact };
}

/** A digest of this algorithm that nothing has. */
export function someDigest(algorithm: 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512'): Artifact['digest'] {
  const length = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 }[algorithm];
  return `${algorithm}:${'0123456789abcdef'.repeat(8).slice(0, length)}` as Artifact['digest'];
}
