import { parseDigest } from '../digest-text.ts';
import { imageUrls } from '../image.ts';
import type { Image } from '../image.ts';
import { imageRecord } from '../image-record.ts';
import { refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';
import { hclImageMap } from './hcl-json.ts';

/** @see https://developer.hashicorp.com/terraform/language/syntax/json */
export const terraform: Format = {
  name: 'terraform',
  describe:
    'The images as local.osdex_images, a map by id, for Terraform and OpenTofu: put the file among those of a configuration, whose resources then take address and digest from it.',
  mediaType: 'application/json',
  extension: '.tf.json',
  consumers: [
    {
      name: 'terraform',
      version: '1.11.4',
      tried:
        'Validates it and picks images by their attributes. It fetches nothing itself: a changed digest is noticed only by the resource that it is given to.',
    },
    { name: 'OpenTofu', tried: 'Not to be had here: Terraform, whose syntax it reads, stood in for it.' },
  ],
  refuse: refuseWithdrawn,
  write: hclImageMap(attributesOf),
};

function attributesOf(image: Image) {
  const record = imageRecord(image);
  const { product, release, stream, artifact } = image;
  const { algorithm, hex } = parseDigest(artifact.digest) ?? {};
  return {
    product: record.product,
    name: product.name,
    release: record.release,
    codename: release.codename,
    lts: release.lts ?? false,
    end_of_life: release.endOfLife,
    stream: record.stream,
    title: stream.title,
    kind: record.kind,
    login: record.login,
    serial: record.serial,
    published: record.published,
    file: artifact.file,
    arch: record.arch,
    format: record.format,
    compression: record.compression,
    size: record.size,
    digest: record.digest,
    checksum_algorithm: algorithm,
    checksum: hex,
    level: record.verification.level,
    url: record.url,
    urls: imageUrls(image),
  };
}
