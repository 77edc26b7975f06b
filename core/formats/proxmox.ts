import { parseDigest } from '../digest-text.ts';
import type { Image } from '../image.ts';
import { artifactUrl, currentPlace } from '../release.ts';
import { flatName, refuseLongNames } from './flat-name.ts';
import { refuseFor, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';
import { hclImageMap } from './hcl-json.ts';

/** What Proxmox VE unpacks while it downloads. */
const UNPACKED = new Set(['gz', 'bz2', 'zst']);

const TEMPLATE_ARCHIVES = new Set(['tar.gz', 'tar.xz', 'tar.zst', 'tar.bz2']);

/** All that does not depend on the images; its references to variables are meant as such. */
const MODULE = {
  terraform: { required_providers: { proxmox: { source: 'bpg/proxmox', version: '>= 0.107.0' } } },
  variable: {
    node_name: { type: 'string', description: 'Name of the node that downloads.' },
    datastore_id: {
      type: 'string',
      description: 'Where the images are put; it must be set up for the content types iso, import or vztmpl.',
    },
    image_ids: { type: 'set(string)', description: 'Which of local.osdex_images to download.' },
  },
  resource: {
    proxmox_download_file: {
      image: {
        for_each: '${{for id in var.image_ids : id => local.osdex_images[id]}}',
        node_name: '${var.node_name}',
        datastore_id: '${var.datastore_id}',
        content_type: '${each.value.content_type}',
        url: '${each.value.url}',
        file_name: '${each.value.file_name}',
        checksum: '${each.value.checksum}',
        checksum_algorithm: '${each.value.checksum_algorithm}',
        decompression_algorithm: '${each.value.decompression_algorithm}',
        // What is at an address never changes, and of what was unpacked the size is another.
        overwrite: false,
      },
    },
  },
  output: {
    file_ids: {
      description: 'Of each image what disks, CD drives and containers refer to.',
      value: '${{for id, file in proxmox_download_file.image : id => file.id}}',
    },
  },
};

/** @see https://github.com/bpg/terraform-provider-proxmox/blob/main/docs/resources/download_file.md */
export const proxmox: Format = {
  name: 'proxmox',
  describe:
    'A module for Terraform and OpenTofu by which nodes of Proxmox VE download the images that its variable image_ids names: put the file into a folder of its own and call that as a module, with provider bpg/proxmox.',
  mediaType: 'application/json',
  extension: '.proxmox.tf.json',
  consumers: [
    {
      name: 'terraform',
      version: '1.11.4',
      tried:
        'Plans exactly the chosen downloads, with a resource of its own in place of the provider, and refuses an id that is not in the file. It passes digests on: a changed one is for Proxmox VE to notice.',
    },
    {
      name: 'bpg/proxmox and Proxmox VE',
      tried:
        'Not to be had here: names and values are those of the documents of the provider, by which Proxmox VE compares what it downloaded with the digest.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    (image) => {
      if (placeOf(image) !== undefined) return undefined;
      const { format, compression } = image.artifact;
      const found = compression === undefined ? format : `${format} in ${compression}`;
      return `expected an iso, a cloud image as qcow2 or raw, or a container's root file system in tar.*, found ${image.stream.kind} ${found}`;
    },
    refuseLongNames(fileName),
  ),
  write: hclImageMap(attributesOf, MODULE),
};

/** Where Proxmox VE keeps a file, and how the name of such a file must end. */
interface Place {
  contentType: 'iso' | 'import' | 'vztmpl';
  ending: string;
}

function placeOf({ stream: { kind }, artifact: { format, compression } }: Image): Place | undefined {
  if (format === 'rootfs') {
    const isTemplate = (kind === 'container' || kind === 'cloud') && TEMPLATE_ARCHIVES.has(compression ?? '');
    return isTemplate ? { contentType: 'vztmpl', ending: `.${compression}` } : undefined;
  }
  if (compression !== undefined && !UNPACKED.has(compression)) return undefined;
  if (format === 'iso') return { contentType: 'iso', ending: '.iso' };
  if (kind !== 'cloud' || (format !== 'qcow2' && format !== 'raw')) return undefined;
  // Only what is kept as iso is unpacked; a disk among them is called .img.
  if (compression !== undefined) return { contentType: 'iso', ending: '.img' };
  return { contentType: 'import', ending: `.${format}` };
}

function fileName(image: Image): string {
  const { compression = '' } = image.artifact;
  const { contentType, ending } = placeOf(image) ?? { contentType: 'iso', ending: '' };
  const name = flatName(image);
  const packed = `.${compression}`;
  const unpacked = contentType !== 'vztmpl' && name.endsWith(packed) ? name.slice(0, -packed.length) : name;
  return unpacked.endsWith(ending) ? unpacked : unpacked + ending;
}

function attributesOf(image: Image) {
  const { build, artifact } = image;
  const place = placeOf(image);
  const { algorithm, hex } = parseDigest(artifact.digest) ?? {};
  return {
    content_type: place?.contentType,
    file_name: fileName(image),
    url: artifactUrl(currentPlace(build), artifact),
    checksum: hex,
    checksum_algorithm: algorithm,
    decompression_algorithm: place?.contentType === 'vztmpl' ? undefined : artifact.compression,
  };
}
