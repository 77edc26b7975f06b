import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { fileBeside, preferredAddress } from './foreign-address.ts';
import { fieldOf, fieldsOf } from './foreign-fields.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { FormatReader } from './format.ts';
import { looseDigestBy, LooseSize, LooseText, strongestDigest, tell } from './loose-value.ts';
import { parseJson } from './record-reader.ts';

/** In UTF-16 code units: a list says before its products what it is. */
const BEGINNING = 16_384;

/** Types of files that are images; others are lists, signatures and parts of images. */
const FORMATS: Readonly<Record<string, string>> = {
  ...{ 'disk.img': 'qcow2', 'disk1.img': 'qcow2', 'disk-kvm.img': 'qcow2', 'uefi1.img': 'qcow2' },
  ...{ squashfs: 'squashfs', 'root.squashfs': 'squashfs', 'root.tar.gz': 'rootfs', 'root.tar.xz': 'rootfs' },
  ...{ iso: 'iso', ova: 'ova', vmdk: 'vmdk', 'vagrant.box': 'box', wsl: 'wsl' },
  ...{ 'boot-kernel': 'kernel', 'boot-initrd': 'initrd' },
};

/** A file with the version and the product that it is of. */
const Item = z.object({
  name: z.string(),
  serial: z.string(),
  type: z.string(),
  product: z.object({
    os: LooseText,
    arch: LooseText,
    release: LooseText,
    release_codename: LooseText,
    version: LooseText,
    variant: LooseText,
  }),
  item: z.object({
    path: LooseText,
    size: LooseSize,
    sha512: looseDigestBy('sha512'),
    sha256: looseDigestBy('sha256'),
    md5: looseDigestBy('md5'),
  }),
});

/**
 * Reads the products of Simple Streams. Paths are relative to the top of the tree, which the file does not say: an image
 * has an address where it is known where the file is.
 *
 * @see https://git.launchpad.net/simplestreams/tree/doc/README
 */
export const readerOfSimplestreams: FormatReader = {
  recognises({ text }) {
    const beginning = text.slice(0, BEGINNING);
    return /^\s*\{/.test(beginning) && /"(?:products|index):1\.0"/.test(beginning);
  },
  read({ name, text, url }) {
    const document = parseJson(text, name);
    const format = fieldOf(document, 'format');
    if (format === 'index:1.0') throw new OsdexError('usage', refuseIndex(document, name));
    if (format !== 'products:1.0')
      throw new OsdexError('usage', `expected the format products:1.0 in ${name}, found ${tell(format)}`);
    const items = fieldsOf(fieldOf(document, 'products')).flatMap(([key, product]) => itemsOf(key, product));
    const top = url === undefined ? undefined : topOf(url);
    return readEach(
      items,
      Item,
      (index) => items[index]?.at ?? '',
      (item, at) => imageOf(item, at, top),
    );
  },
};

/** Its index names the files that tell of images. */
function refuseIndex(document: unknown, name: string): string {
  const paths = fieldsOf(fieldOf(document, 'index')).map(([, entry]) => tell(fieldOf(entry, 'path')));
  return `expected the products of Simple Streams in ${name}, found their index; images are in ${paths.slice(0, 5).join(', ')}`;
}

interface ToldItem {
  at: string;
  name: string;
  product: unknown;
  serial: string;
  type: unknown;
  item: unknown;
}

function itemsOf(name: string, product: unknown): ToldItem[] {
  return fieldsOf(fieldOf(product, 'versions')).flatMap(([serial, version]) =>
    fieldsOf(fieldOf(version, 'items'))
      .map(([key, item]) => ({
        at: `products[${tell(name)}].versions[${tell(serial)}].items[${tell(key)}]`,
        // An item that states no type has it for a name.
        ...{ name, product, serial, type: fieldOf(item, 'ftype') ?? key, item },
      }))
      .filter(({ type }) => isImage(type)),
  );
}

function isImage(type: unknown): boolean {
  return typeof type === 'string' && Object.hasOwn(FORMATS, type);
}

/** Above `streams/v1/`, where lists lie in every tree; else the folder of the list. */
function topOf(url: string): string {
  return /^(.*\/)streams\/v1\/[^/]*$/.exec(url)?.[1] ?? new URL('.', url).href;
}

function imageOf(
  { name, product, serial, type, item }: z.output<typeof Item>,
  at: string,
  top: string | undefined,
): ForeignImage {
  const whole = top === undefined || item.path === undefined ? item.path : URL.parse(item.path, top)?.href;
  const url = preferredAddress([whole]);
  const day = /^([0-9]{4})([0-9]{2})([0-9]{2})/.exec(serial)?.slice(1).join('-');
  return {
    at,
    product: product.os,
    release: product.version ?? product.release,
    codename: product.release_codename,
    stream: product.variant ?? streamIn(name, product),
    serial,
    published: day,
    arch: product.arch,
    format: FORMATS[type],
    file: fileBeside(url, item.path),
    url,
    sizeBytes: item.size,
    digest: strongestDigest([item.sha512, item.sha256, item.md5]),
  };
}

/** Ubuntu's names say it: `com.ubuntu.cloud:server:24.04:amd64`. */
function streamIn(
  name: string,
  { arch, release, version }: z.output<typeof Item>['product'],
): string | undefined {
  const [, stream, told, ofArch, ...more] = name.split(':');
  const isOfRelease = told !== undefined && (told === release || told === version);
  return isOfRelease && ofArch === arch && more.length === 0 ? stream : undefined;
}
