import { counted } from '../../core/counted.ts';
import type { Kind } from '../../core/product.ts';
import type { DiskFormat } from '../../core/disk-format.ts';
import {
  archesIn,
  imageFormat,
  releaseIn,
  replaceToken,
  serialIn,
  serialPattern,
  templateOf,
} from './new-names.ts';
import type { SignatureFound, SumsFound } from './new-sums.ts';

/** A feed as it would be written, with what a person has to confirm. */
export interface FeedDraft {
  format: 'directory' | 'sums' | 'bucket' | 'redirect' | 'download-page' | 'records';
  /** Fields between `format:` and `patterns:`, as the schema has them. */
  address: Record<string, unknown>;
  patterns: Record<string, string>;
  signature: SignatureFound | undefined;
  isWeak: boolean;
  streams: StreamDraft[];
  release: string | undefined;
}

export interface StreamDraft {
  stream: string;
  kind: Kind;
  files: FileDraft[];
}

export interface FileDraft {
  match: string;
  /** Stated where the name does not tell. */
  format?: DiskFormat;
  arch?: string;
}

/** What one way of reading an address would find. */
export interface Finding {
  form: string;
  url: string;
  /** A sentence on what is there, or on what is missing. */
  told: string;
  serials: string[];
  images: string[];
  /** Absent where nothing can be made of it. */
  feed?: FeedDraft;
}

/** Where builds and their sums files are, before names are put into it. */
export interface Layout {
  form: string;
  format: FeedDraft['format'];
  url: string;
  /** Addresses and names in the publisher's words. */
  address: Record<string, string>;
  /** Already as they are to be written. */
  fixed?: Record<string, unknown>;
  serials: string[];
  /** Names of files, or whole addresses where the sums file names them so. */
  names: readonly string[];
  sums: Pick<SumsFound, 'isWeak' | 'signature'>;
  product: string;
  /** Words for the architectures that addresses have besides. */
  architectures?: readonly string[];
  /** What the person who asks says that the release is called. */
  release?: string | undefined;
}

/** Makes a feed of a layout: real names become templates, and images become streams. */
export function draftFeed(layout: Layout): Finding {
  const { form, format, url, names, product, sums } = layout;
  const images = names.filter((name) => imageFormat(fileOf(name)) !== undefined);
  const [serial] = layout.serials;
  const release = layout.release ?? guessRelease(layout, images.map(fileOf));
  const told = { release: release === serial ? undefined : release };
  const address = Object.fromEntries(
    Object.entries(layout.address).map(([field, text]) => [field, templateOf(text, { ...told, serial })]),
  );
  const written = Object.values(address).join(' ');
  const found = archesIn(Object.values(layout.address).join(' '));
  const { entry = '', ...asked } = address;
  const isOfArch =
    format === 'directory' && !(asked['index'] ?? '').includes('{arch}')
      ? written.includes('{arch}') && !entry.includes('{arch}')
      : Object.values(asked).join(' ').includes('{arch}');
  const words = isOfArch ? [...new Set([...found, ...(layout.architectures ?? [])])] : [];
  const isInName = format === 'sums';
  const streams = draftStreams(images, { ...told, serial: isInName ? undefined : serial }, product, {
    isInName,
    hasArch: written.includes('{arch}'),
  });
  const serials = isInName ? serialsOf(images, told.release) : layout.serials;
  const finding = { form, url, serials, images };
  if (streams.length === 0)
    return {
      ...finding,
      told: `${names.length} names, of which none is an image with ${isInName ? 'a serial' : 'a known form'}`,
    };
  return {
    ...finding,
    told: `${counted(images.length, 'image')} in ${counted(streams.length, 'stream')}`,
    feed: {
      format,
      address: { ...(words.length === 0 ? {} : { architectures: words }), ...address, ...layout.fixed },
      patterns: { serial: serialPattern(serials) },
      signature: sums.signature,
      isWeak: sums.isWeak,
      streams,
      release: told.release,
    },
  };
}

/** What leaves no serial over is none. */
function guessRelease(
  { url, product, format, serials }: Layout,
  files: readonly string[],
): string | undefined {
  const named = releaseIn(url, files, product);
  if (format !== 'sums') return named ?? commonVersion(files, serials[0]);
  return serialsOf(files, named).length > 0 ? named : undefined;
}

/** A version that most images have in their names, and that is not the serial of the build. */
function commonVersion(files: readonly string[], serial: string | undefined): string | undefined {
  if (serial === undefined) return undefined;
  const versions = files.flatMap((file) => serialIn(file, serial) ?? []);
  const [most] = [...Map.groupBy(versions, (version) => version)].toSorted(
    (a, b) => b[1].length - a[1].length,
  );
  return most !== undefined && most[1].length * 2 > files.length && most[0].length < 9 ? most[0] : undefined;
}

function serialsOf(images: readonly string[], release: string | undefined): string[] {
  return [...new Set(images.flatMap((name) => serialOf(name, release) ?? []))];
}

/** Of a whole address the folders count where the file's own name does not tell. */
function serialOf(name: string, release: string | undefined): string | undefined {
  const { pathname = name } = URL.parse(name) ?? {};
  return serialIn(fileOf(name), release) ?? serialIn(pathname, release);
}

function draftStreams(
  images: readonly string[],
  told: { serial: string | undefined; release: string | undefined },
  product: string,
  { isInName, hasArch }: { isInName: boolean; hasArch: boolean },
): StreamDraft[] {
  const files = images.flatMap((name) => {
    const serial = isInName ? serialOf(name, told.release) : told.serial;
    if (isInName && serial === undefined) return [];
    const match = templateOf(name, { ...told, serial });
    const known = imageFormat(fileOf(name));
    if (known === undefined) return [];
    const arch = match.includes('{arch}') || hasArch ? {} : { arch: 'amd64' };
    return [
      {
        stream: streamOf(match, product),
        file: { match, ...(known.isGuess ? { format: known.format } : {}), ...arch },
        format: known.format,
      },
    ];
  });
  return [...Map.groupBy(files, ({ stream }) => stream)].map(([stream, alike]) => ({
    stream,
    kind: kindOf(stream, alike[0]?.format),
    files: [...new Map(alike.map(({ file }) => [file.match, file])).values()],
  }));
}

/** What a name says besides the product, the build and the format. */
function streamOf(match: string, product: string): string {
  const words = fileOf(match)
    .replace(/(?:\.[a-z][a-z0-9]{1,8}|\.7z)+$/i, '')
    .replaceAll(/\{[a-z]+\}/g, '-')
    .toLowerCase();
  const plain = replaceToken(words, product, '-')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, 60) || 'images';
}

const KIND_WORDS: readonly [RegExp, Kind][] = [
  [/netboot|pxe/, 'netboot'],
  [/container|docker|rootfs|wsl|lxc/, 'container'],
  [/cloud|openstack|azure|ec2|gce|vagrant|qemu|vmware/, 'cloud'],
  [/live|desktop|workstation|xfce|gnome|kde|cinnamon|mate/, 'live'],
  [/rpi|raspberry|arm-/, 'board'],
];

function kindOf(stream: string, format: DiskFormat | undefined): Kind {
  const told = KIND_WORDS.find(([words]) => words.test(stream))?.[1];
  return (
    told ?? (format === 'iso' ? 'installer' : format === 'rootfs' || format === 'wsl' ? 'container' : 'cloud')
  );
}

function fileOf(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}
