import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactPath, artifactUrl, currentPlace } from '../release.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseOtherKinds,
  refuseWithdrawn,
} from './format.ts';
import type { Format } from './format.ts';
import { gnuArchitecture, refuseOtherGnuArchitectures } from './gnu-architecture.ts';
import { newestImages } from './newest-images.ts';
import { readerOfQuickget } from './quickget-reader.ts';

/** Quickget's words for systems that are set up in a way of their own: by product, or else by family. */
const GUESTS: Readonly<Record<string, string>> = {
  ...{ freebsd: 'freebsd', ghostbsd: 'ghostbsd', haiku: 'haiku', reactos: 'reactos' },
  ...{ bsd: 'bsd', illumos: 'solaris', linux: 'linux' },
};

/** @see https://github.com/quickemu-project/quickget_configs */
export const quickget: Format = {
  name: 'quickget',
  describe:
    'The list of systems that quickget-rs offers, with the newest installer and live images; compressed with zstd as quickget_data.json.zst in its cache folder (~/.cache) it is read on the day that it was put there.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [
    {
      name: 'quickget-rs',
      tried:
        'It cannot be had here: the list was held against a schema of what its reader takes. By its source it refuses a download that does not fit the digest.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('installer', 'live'),
    refuseUnknownGuest,
    refuseOtherFormats(['iso']),
    refuseOtherDigests('sha256', 'sha512'),
    refuseOtherGnuArchitectures('x86_64', 'aarch64', 'riscv64'),
  ),
  write: { kind: 'text', write },
  read: readerOfQuickget,
};

function write(images: readonly Image[]): string {
  const systems = Map.groupBy(newestImages(images), ({ product }) => product.product);
  const list = [...systems.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { product, name, homepage, description } = first.product;
    const releases = releasesOf(group);
    return [{ name: product, pretty_name: name, homepage, description, releases }];
  });
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

function releasesOf(images: readonly Image[]): object[] {
  const taken = new Set<string>();
  return images.map((image) => {
    const { release, stream, build, artifact } = image;
    const arch = gnuArchitecture(artifact.arch);
    const key = [release.release, stream.stream, arch].join('/');
    // Of a set of discs each is an edition, or one of them would be chosen at random.
    const edition = taken.has(key) ? `${stream.stream}-${artifactPath(artifact)}` : stream.stream;
    taken.add(key);
    const url = artifactUrl(currentPlace(build), artifact);
    const guest = guestOf(image);
    return {
      release: release.release,
      edition,
      os: guest === 'linux' ? undefined : guest,
      arch: arch === 'x86_64' ? undefined : arch,
      iso: [{ web: { url, checksum: parseDigest(artifact.digest)?.hex } }],
    };
  });
}

function guestOf({ product: { product, family } }: Image): string | undefined {
  const word = Object.hasOwn(GUESTS, product) ? product : family;
  return Object.hasOwn(GUESTS, word) ? GUESTS[word] : undefined;
}

function refuseUnknownGuest(image: Image): string | undefined {
  return guestOf(image) === undefined
    ? `expected a system that quickget knows, found one of family ${image.product.family}`
    : undefined;
}
