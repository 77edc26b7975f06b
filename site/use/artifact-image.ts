import type { Product } from '../../core/product.ts';
import { artifactUrl, currentPlace } from '../../core/release.ts';
import type { Artifact, Build, Release } from '../../core/release.ts';
import { usedImage } from './used-image.ts';
import type { UsedFile, UsedImage } from './used-image.ts';

/** What all files of a build have in common for the tools. */
export type UsedBuild = Pick<UsedFile, 'kind' | 'product' | 'release' | 'login'>;

export function usedBuild(product: Product, release: Release, build: Pick<Build, 'stream'>): UsedBuild {
  const stream = product.streams.find((one) => one.stream === build.stream);
  return {
    kind: stream?.kind ?? 'installer',
    product: product.product,
    release: release.release,
    login: stream?.login,
  };
}

/** A file of the catalog as the tools need it, at the place where its publisher has it now. */
export function artifactImage(
  of: UsedBuild,
  build: Pick<Build, 'url' | 'movedTo'>,
  artifact: Artifact,
): UsedImage {
  const { arch, format, compression, digest } = artifact;
  return usedImage({
    ...of,
    url: artifactUrl(currentPlace(build), artifact),
    arch,
    format,
    compression,
    digest,
  });
}
