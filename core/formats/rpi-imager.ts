import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherFormats,
  refuseOtherKinds,
  refuseUnknownSize,
  refuseWithdrawn,
} from './format.ts';
import type { ExportContext, Format } from './format.ts';

/** Its names of the architectures that Raspberry Pis have. */
const ARCHITECTURES: Readonly<Record<string, string>> = { arm64: 'armv8', armhf: 'armhf', armel: 'armel' };

/** The program's own picture for images that are not from its list. */
const OWN_ICON = 'icons/use_custom.png';

/**
 * Board images as Raspberry Pi Imager's own list has them.
 *
 * @see https://github.com/raspberrypi/rpi-imager/blob/main/doc/json-schema/os-list-schema.json
 */
export const rpiImager: Format = {
  name: 'rpi-imager',
  describe:
    'An os_list for Raspberry Pi Imager, as "rpi-imager --repo URL" takes it; it holds uncompressed board images, since of others the digest that it checks, of what is unpacked, is not known.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [
    {
      name: 'Raspberry Pi Imager',
      tried:
        'Could not be had here: its own schema of the list (version 4) finds the file valid, and one without an icon not. By that schema it aborts where the digest of what it wrote is not that of the list.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('board'),
    refuseOtherFormats(['raw', 'iso']),
    refuseOtherDigests('sha256'),
    refuseUnknownSize,
    ({ artifact: { arch } }) =>
      Object.hasOwn(ARCHITECTURES, arch)
        ? undefined
        : `expected an architecture of Raspberry Pis, found ${arch}`,
    ({ build: { published } }) =>
      published === undefined ? 'expected a known day of publication, found that none is stated' : undefined,
  ),
  write: {
    kind: 'text',
    write: (images, context) => {
      const list = images.map((image) => entryOf(image, context));
      return `${JSON.stringify({ os_list: list }, undefined, 2)}\n`;
    },
  },
};

function entryOf(image: Image, { siteUrl }: ExportContext) {
  const { product, release, stream, build, artifact } = image;
  const sha256 = parseDigest(artifact.digest)?.hex;
  return {
    name: `${product.name} ${release.release}, ${stream.title} (${artifact.arch})`,
    description: product.description,
    icon: siteUrl === undefined ? OWN_ICON : `${siteUrl}icon.svg`,
    website: product.homepage,
    url: artifactUrl(currentPlace(build), artifact),
    extract_size: artifact.size,
    extract_sha256: sha256,
    image_download_size: artifact.size,
    image_download_sha256: sha256,
    release_date: build.published,
    architecture: ARCHITECTURES[artifact.arch],
    // Which models it is for is not stated: it is shown to who filters by none.
    devices: [],
  };
}
