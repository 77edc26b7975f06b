import type { Image } from '../image.ts';
import { artifactPath } from '../release.ts';
import { isSupported } from '../support.ts';
import { parseDigest } from '../digest-text.ts';
import {
  refuseFor,
  refuseOtherDigests,
  refuseOtherKinds,
  refuseUnknownSize,
  refuseWithdrawn,
} from './format.ts';
import type { ExportContext, ExportFile, Format } from './format.ts';
import { readerOfSimplestreams } from './simplestreams-reader.ts';

const IMAGES_PATH = 'streams/v1/images.json';
const SIGNED_IMAGES_PATH = 'streams/v1/images.sjson';

/** The words of Ubuntu's own streams, which readers look for: by disk format and compression. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  qcow2: 'disk1.img',
  squashfs: 'squashfs',
  'rootfs.tar.xz': 'root.tar.xz',
};

/**
 * Paths are relative to the address that a reader is given, so the files must lie beside `streams/`: under their ids,
 * as a mirror in the layout of the catalog has them.
 *
 * @see https://git.launchpad.net/simplestreams/tree/doc/README
 */
export const simplestreams: Format = {
  name: 'simplestreams',
  describe:
    'The two files of a Simple Streams tree, to be put into a mirror that keeps files under their ids; virt-builder and simplestreams tools read it, while Incus and LXD list nothing of it, since they want metadata files that these publishers do not make.',
  mediaType: 'application/json',
  extension: '.json',
  beside: true,
  consumers: [
    {
      name: 'virt-builder',
      version: '1.48.2',
      tried:
        'Lists the disk images of a tree, unsigned or signed as .sjson, and refuses a signed tree with one changed byte and an image that its sha256 does not fit.',
    },
    {
      name: 'lxc',
      version: '5.0.2',
      tried:
        'Reads the tree without a complaint and lists no image of it, as none has the metadata that it wants.',
    },
  ],
  refuse: refuseFor(
    refuseWithdrawn,
    refuseOtherKinds('cloud', 'container'),
    refuseOtherTypes,
    refuseOtherDigests('sha256'),
    refuseUnknownSize,
    refuseUnknownDay,
  ),
  write: { kind: 'folder', write },
  toSign: (files) =>
    files.map(({ path, content }) => ({
      path: path.replace(/json$/, 'sjson'),
      // The signed index names the signed list.
      content: String(content).replaceAll(JSON.stringify(IMAGES_PATH), JSON.stringify(SIGNED_IMAGES_PATH)),
    })),
  read: readerOfSimplestreams,
};

type Product = Record<string, unknown> & { versions: Record<string, Version> };
interface Version {
  pubname: string;
  items: Record<string, unknown>;
}

function write(images: readonly Image[], context: ExportContext): ExportFile[] {
  const products = new Map<string, Product>();
  for (const image of images) {
    const { release, artifact } = image;
    const name = [release.product, release.release, debianName(artifact.arch), image.stream.stream].join(':');
    const product = products.get(name) ?? productOf(image, context);
    products.set(name, product);
    const version = (product.versions[versionName(image) ?? ''] ??= versionOf(image));
    const type = fileType(image) ?? '';
    // Readers go by `ftype`; of a second file of its type only the name must be another.
    const item = Object.hasOwn(version.items, type) ? `${type} ${artifactPath(artifact)}` : type;
    const sha256 = parseDigest(artifact.digest)?.hex;
    version.items[item] = { ftype: type, path: image.id, size: artifact.size, sha256 };
  }
  const facts = { content_id: `${context.name}:images`, datatype: 'image-downloads', format: 'products:1.0' };
  const { content_id: content, ...entry } = { ...facts, path: IMAGES_PATH, products: [...products.keys()] };
  return [
    jsonFile('streams/v1/index.json', { format: 'index:1.0', index: { [content]: entry } }),
    jsonFile(IMAGES_PATH, { ...facts, products: Object.fromEntries(products) }),
  ];
}

function productOf({ product, release, stream, artifact }: Image, { today }: ExportContext): Product {
  return {
    aliases: [release.product, release.release, stream.stream].join('/'),
    arch: debianName(artifact.arch),
    os: release.product,
    release: release.release,
    release_codename: release.codename,
    release_title: `${product.name} ${release.release}`,
    version: release.release,
    variant: stream.stream,
    supported: isSupported(release, today),
    support_eol: release.endOfLife,
    versions: {},
  };
}

function versionOf({ release, build, artifact }: Image): Version {
  const parts = [release.product, release.release, build.stream, debianName(artifact.arch), build.serial];
  return { pubname: parts.join('-'), items: {} };
}

function jsonFile(path: string, content: unknown): ExportFile {
  return { path, content: `${JSON.stringify(content, undefined, 2)}\n` };
}

/** Debian's word, which Ubuntu's streams use, where ours is the kernel's. */
function debianName(arch: string): string {
  return arch === 'ppc64le' ? 'ppc64el' : arch;
}

function fileType({ artifact: { format, compression } }: Image): string | undefined {
  const key = compression === undefined ? format : `${format}.${compression}`;
  return Object.hasOwn(FILE_TYPES, key) ? FILE_TYPES[key] : undefined;
}

/** Readers take the first eight characters for the day: the serial's own, or else that of its publication before it. */
function versionName({ build: { serial, published } }: Image): string | undefined {
  const day = /^(\d{4})(\d{2})(\d{2})/.exec(serial)?.slice(1).join('-');
  if (day !== undefined && !Number.isNaN(Date.parse(day))) return serial;
  return published === undefined ? undefined : `${published.replaceAll('-', '')}_${serial}`;
}

function refuseOtherTypes(image: Image): string | undefined {
  if (fileType(image) !== undefined) return undefined;
  const { format, compression } = image.artifact;
  const found = compression === undefined ? format : `${format} in ${compression}`;
  return `expected qcow2, squashfs or rootfs in tar.xz, found ${found}`;
}

function refuseUnknownDay(image: Image): string | undefined {
  return versionName(image) === undefined
    ? 'expected a serial that begins with a day or a day of publication, found neither'
    : undefined;
}
