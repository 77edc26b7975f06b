import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseOtherKinds,
  refuseOtherSystems,
  refuseWithdrawn,
} from './format.ts';
import type { Format } from './format.ts';
import { newestImages } from './newest-images.ts';

/** Multipass's words for the architectures that its own list has. */
const ARCHITECTURES: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'arm64' };

/** It reads a size as an integer of 32 bits, and one that does not fit would make it refuse the whole list. */
const SIZE_LIMIT_BYTES = 2 ** 31;

/** @see https://github.com/canonical/multipass/blob/main/data/distributions/distribution-info.json */
export const multipass: Format = {
  name: 'multipass',
  describe:
    'The list of images that Multipass offers beside Ubuntu, with the newest qcow2 cloud image of each stream; a Multipass daemon reads it from the address in MULTIPASS_DISTRIBUTIONS_URL.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [
    {
      name: 'Multipass',
      tried:
        'It cannot be had here: the list was held against a schema of what its reader takes. By its source it refuses a download that does not fit the digest.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('cloud'),
    refuseOtherSystems,
    refuseOtherFormats(['qcow2']),
    refuseOtherDigests('sha256', 'sha512'),
    refuseOtherArchitectures,
  ),
  write: { kind: 'text', write },
};

function write(images: readonly Image[]): string {
  const groups = Map.groupBy(newestImages(images), ({ release, stream }) =>
    [release.product, release.release, stream.stream].join('/'),
  );
  const list = [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { product, release, stream } = first;
    const name = [release.product, release.release, stream.stream].join('-');
    const items = new Map<string, object>();
    for (const image of group) {
      const arch = ARCHITECTURES[image.artifact.arch] ?? '';
      if (!items.has(arch)) items.set(arch, itemOf(image));
    }
    const entry = {
      aliases: name,
      os: product.name,
      // Images are kept in a folder called after this, so it must be another for each.
      release: name,
      release_codename: release.codename ?? '',
      release_title: `${release.release} ${stream.stream}`,
      items: Object.fromEntries(items),
    };
    return [[name, entry] as const];
  });
  return `${JSON.stringify(Object.fromEntries(list), undefined, 2)}\n`;
}

function itemOf({ build, artifact }: Image): object {
  const { algorithm, hex = '' } = parseDigest(artifact.digest) ?? {};
  const { size } = artifact;
  return {
    id: algorithm === 'sha256' ? hex : artifact.digest,
    image_location: artifactUrl(currentPlace(build), artifact),
    size: size !== undefined && size < SIZE_LIMIT_BYTES ? size : undefined,
    version: build.serial,
  };
}

function refuseOtherArchitectures({ artifact: { arch } }: Image): string | undefined {
  return Object.hasOwn(ARCHITECTURES, arch)
    ? undefined
    : `expected the architecture amd64 or arm64, found ${arch}`;
}
