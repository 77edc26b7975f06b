import { compressionOf, diskFormatOf, Compression, DiskFormat } from '../core/disk-format.ts';
import type { ForeignImage } from '../core/formats/foreign-image.ts';
import { Kind } from '../core/product.ts';
import type { Product } from '../core/product.ts';
import { Build } from '../core/release.ts';
import { parseArchitecture } from '../core/vocabulary.ts';

/** An image of another catalog in our words, with nothing that proves it. */
export interface TakenImage {
  at: string;
  product: string;
  productName: string;
  vendor: string;
  description: string;
  homepage: string | undefined;
  release: string;
  codename: string | undefined;
  kind: Product['streams'][number]['kind'];
  build: Build;
}

/** A name that says nothing of itself gets so many digits of its digest. */
const SERIAL_DIGITS = 12;

const KIND_OF_FORMAT: Readonly<Record<string, TakenImage['kind']>> = {
  iso: 'installer',
  rootfs: 'container',
  squashfs: 'container',
  wsl: 'container',
  kernel: 'netboot',
  initrd: 'netboot',
  netboot: 'netboot',
};

/**
 * Puts an image of another catalog into our words.
 *
 * @param from what its level `imported` names.
 * @returns why not, as `expected …, found …`, for what cannot be recorded.
 */
export function takeForeign(image: ForeignImage, from: string): TakenImage | string {
  const { digest, url } = image;
  const productName = image.product?.trim() ?? '';
  const product = slug(productName);
  if (product === '') return `expected the system's name, found ${tell(image.product)}`;
  if (digest === undefined) return 'expected a digest by sha256, sha384, sha512, sha1 or md5, found none';
  if (url === undefined) return 'expected the address of the file, found none';
  const place = URL.parse(url);
  const file = image.file ?? place?.pathname.split('/').at(-1) ?? '';
  if (place === null || file === '' || place.href.replace(/^.*\//, '') !== file)
    return `expected an address that ends in the file's name, found ${tell(url)}`;
  const arch = parseArchitecture(image.arch ?? '');
  if (arch === undefined) return `expected an architecture such as amd64 or arm64, found ${tell(image.arch)}`;
  const format = DiskFormat.safeParse(image.format?.toLowerCase()).data ?? diskFormatOf(file);
  if (format === undefined) return `expected a disk format, found ${tell(image.format)} of ${tell(file)}`;
  const compression = Compression.safeParse(image.compression).data ?? compressionOf(file);
  const published = dayOf(image.published);
  const stream = slug(image.stream ?? '');
  const serial = serialOf(image.serial) ?? published?.replaceAll('-', '') ?? shortOf(digest);
  const build = Build.safeParse({
    stream: stream === '' ? 'imported' : stream,
    serial,
    ...(published === undefined ? {} : { published }),
    url: place.href.slice(0, -file.length),
    verification: { level: 'imported', from },
    artifacts: [
      {
        file,
        arch,
        format,
        ...languageOf(image.language),
        ...(compression === undefined ? {} : { compression }),
        ...(image.sizeBytes === undefined ? {} : { size: image.sizeBytes }),
        digest,
      },
    ],
  });
  if (!build.success) {
    const [issue] = build.error.issues;
    return `${issue?.message ?? 'expected another form'} as its ${String(issue?.path.at(-1) ?? 'form')}`;
  }
  const release = slug(image.release ?? '');
  return {
    at: image.at,
    product,
    productName,
    vendor: image.vendor?.trim() || productName,
    description: image.description?.trim() || productName,
    homepage: image.homepage,
    release: release === '' ? 'unversioned' : release,
    codename: image.codename?.trim() || undefined,
    kind: Kind.safeParse(image.kind).data ?? KIND_OF_FORMAT[format] ?? 'cloud',
    build: build.data,
  };
}

/** A name as our folders have it: `Ubuntu Server` is `ubuntu-server`. */
function slug(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-._]+|[-._]+$/g, '')
    .slice(0, 64);
}

function serialOf(serial: string | undefined): string | undefined {
  const plain = serial?.trim().replaceAll(/[^0-9A-Za-z.+~_-]+/g, '-');
  return plain === undefined || plain === '' ? undefined : plain.slice(0, 64);
}

function shortOf(digest: string): string {
  return digest.slice(digest.indexOf(':') + 1).slice(0, SERIAL_DIGITS);
}

function dayOf(time: string | undefined): string | undefined {
  const day = /^\d{4}-\d{2}-\d{2}(?=$|[T ])/.exec(time?.trim() ?? '')?.[0];
  return day !== undefined && !Number.isNaN(Date.parse(day)) ? day : undefined;
}

function languageOf(language: string | undefined): { language: string } | undefined {
  const parts = /^([a-z]{2,3})(?:[-_]([a-z]{2}))?$/i.exec(language?.trim() ?? '');
  if (parts === null) return undefined;
  const [, tongue = '', country] = parts;
  return { language: [tongue.toLowerCase(), country?.toUpperCase()].filter(Boolean).join('-') };
}

/** For a message: a foreign text may hold anything. */
function tell(text: string | undefined): string {
  return text === undefined ? 'none' : JSON.stringify(text.slice(0, 120));
}
