import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactPath } from '../release.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseOtherKinds,
  refuseUnknownSize,
  refuseWithdrawn,
} from './format.ts';
import type { Format } from './format.ts';
import { gnuArchitecture, refuseOtherGnuArchitectures } from './gnu-architecture.ts';

/** Sizes are those of the disk, which only an uncompressed raw image has itself. Of digests it looks at sha512 alone. */
export const virtBuilder: Format = {
  name: 'virt-builder',
  describe:
    'An index of templates for virt-builder, to be called "index" at the top of a mirror that keeps files under their ids; it holds raw disk images with a known size and a sha512, since virt-builder wants the size of the disk and checks no other digest.',
  mediaType: 'text/plain',
  extension: '.index',
  beside: true,
  consumers: [
    {
      name: 'virt-index-validate',
      version: '1.48.2',
      tried: 'Finds the index valid; it looks at no digest.',
    },
    {
      name: 'virt-builder',
      version: '1.48.2',
      tried:
        'Lists the templates of the index, plain or signed, and refuses a signed one with one changed byte and an image that its sha512 does not fit.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('cloud'),
    refuseOtherFormats(['raw']),
    refuseOtherDigests('sha512'),
    refuseUnknownSize,
    refuseOtherGnuArchitectures('x86_64', 'aarch64', 'armv7l', 'i686', 'ppc64le', 's390x', 'riscv64'),
  ),
  write: { kind: 'text', write },
  toSign: (files) => files.map(({ path, content }) => ({ path: `${path}.asc`, content })),
};

function write(images: readonly Image[]): string {
  const taken = new Set<string>();
  return images
    .map((image) => {
      const { product, release, stream, build, artifact } = image;
      const arch = gnuArchitecture(artifact.arch);
      const name = templateName([release.product, release.release, stream.stream, build.serial]);
      // A build may have several disks for an architecture: the others have their file in the name.
      const ownName = taken.has(`${name} ${arch}`) ? templateName([name, artifactPath(artifact)]) : name;
      taken.add(`${name} ${arch}`);
      return [
        `[${ownName}]`,
        `name=${oneLine(`${product.name} ${release.release}, ${stream.title} (${build.serial})`)}`,
        `arch=${arch}`,
        `file=${image.id}`,
        `checksum[sha512]=${parseDigest(artifact.digest)?.hex ?? ''}`,
        'format=raw',
        `size=${artifact.size ?? 0}`,
        '',
      ].join('\n');
    })
    .join('\n');
}

/** Letters, digits and `. _ -` are all that its reader takes. */
function templateName(parts: readonly string[]): string {
  return parts.join('-').replaceAll(/[^0-9A-Za-z._-]/g, '-');
}

/** A value ends with its line, and nothing in it is escaped. */
function oneLine(text: string): string {
  return text.toWellFormed().replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
