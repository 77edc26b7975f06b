import { imageUrls } from '../image.ts';
import type { Image } from '../image.ts';
import { imageRecord } from '../image-record.ts';
import { refuseFor, refuseOtherDigests, refuseOtherFormats, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';
import { hclImageMap } from './hcl-json.ts';
import { quote } from './mirror-file.ts';

/** @see https://developer.hashicorp.com/packer/integrations/hashicorp/qemu/latest/components/builder/qemu */
export const packer: Format = {
  name: 'packer',
  describe:
    'The images as local.osdex_images, a map by id with iso_url and iso_checksum, for Packer 1.5 or newer: put the file beside the templates of a build, whose sources take both from it, and disk_image too.',
  mediaType: 'application/json',
  extension: '.pkr.json',
  consumers: [
    {
      name: 'packer',
      version: '1.6.6',
      tried:
        'Validates it beside a source of the qemu builder that takes an image from it, and downloads that image; one whose digest was changed it refuses when it has come.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherFormats(['iso', 'qcow2', 'raw', 'vmdk', 'vhd', 'vhdx', 'vdi']),
    refuseOtherDigests('md5', 'sha1', 'sha256', 'sha512'),
    refuseTemplates,
    refuseDoubleSlash,
  ),
  write: hclImageMap(attributesOf),
};

/** Names that people gave are left out: what a source is given Packer reads as a template of Go once more. */
function attributesOf(image: Image) {
  const record = imageRecord(image);
  return {
    iso_url: record.url,
    iso_urls: imageUrls(image),
    iso_checksum: record.digest,
    disk_image: record.format !== 'iso',
    product: record.product,
    release: record.release,
    stream: record.stream,
    kind: record.kind,
    login: record.login,
    serial: record.serial,
    arch: record.arch,
    format: record.format,
    size: record.size,
  };
}

/** What HCL leaves alone and the template of Go does not. */
function refuseTemplates(image: Image): string | undefined {
  const found = [image.stream.login ?? '', ...imageUrls(image)].find((text) => text.includes('{{'));
  return found === undefined ? undefined : `expected a login and addresses without {{, found ${quote(found)}`;
}

/** Packer takes what follows for a path within an archive. */
function refuseDoubleSlash(image: Image): string | undefined {
  const url = imageUrls(image).find((one) => URL.parse(one)?.pathname.includes('//'));
  return url === undefined ? undefined : `expected an address without an empty folder, found ${quote(url)}`;
}
