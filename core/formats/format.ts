import type { Image } from '../image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { Kind } from '../product.ts';

/** What a format is told besides the images; the same context and images give the same bytes. */
export interface ExportContext {
  /** Of the selection, as a file may be called: `osdex`, or a product. */
  name: string;
  /** Of the selection, for people. */
  title: string;
  /** Who writes: name and version. */
  generator: string;
  /** `YYYY-MM-DD`, for what must say when it is of. */
  today: string;
  /** Where the catalog's site is, with a slash at the end; undefined where nobody has said. */
  siteUrl: string | undefined;
}

/** A file of an export; its path is relative, of plain names. */
export interface ExportFile {
  path: string;
  content: string | Uint8Array;
}

/** Of the context what does not depend on the selection. */
export type RowContext = Omit<ExportContext, 'name' | 'title'>;

/** Each on a line of its own, with commas between them. */
export const BEFORE_JSON_ROW = { first: '\n', next: ',\n' };

/** Writes image by image, so that any number of them takes little memory. */
export interface RowWriter {
  kind: 'rows';
  begin(context: ExportContext): string;
  /** The same in every selection, so that it is made once for several. */
  row(image: Image, context: RowContext): string;
  /** What stands before a row, where that is anything. */
  before?: { first: string; next: string };
  end(context: ExportContext): string;
}

/** Writes one text of all images. */
export interface TextWriter {
  kind: 'text';
  write(images: readonly Image[], context: ExportContext): string | Promise<string | Uint8Array>;
}

/** Writes several files, whose names their readers expect so. */
export interface FolderWriter {
  kind: 'folder';
  write(images: readonly Image[], context: ExportContext): ExportFile[];
}

/** Makes a file of each image that is at hand, such as its torrent; what makes them reads the image. */
export interface AtHandWriter {
  kind: 'at-hand';
}

export type FormatWriter = RowWriter | TextWriter | FolderWriter | AtHandWriter;

/** Why something in a file was not taken, and where it is. */
export interface NotTaken {
  at: string;
  reason: string;
}

/** What a file of another catalog says. */
export interface ReadImages {
  images: ForeignImage[];
  notTaken: NotTaken[];
}

/** Reads images that others tell of. */
export interface FormatReader {
  /** Whether a file is likely of this format, by its name and its beginning. */
  recognises(file: ForeignFile): boolean;
  /** @throws OsdexError `usage` for a file that is of another format as a whole; what is wrong with an entry is told. */
  read(file: ForeignFile): ReadImages | Promise<ReadImages>;
}

/** A file that images are to be read from. */
export interface ForeignFile {
  /** Its name, without folders. */
  name: string;
  bytes: Uint8Array;
  /** The bytes as UTF-8. */
  text: string;
  /** Where it is on the web, for paths in it that are relative to that; undefined where nobody has said. */
  url?: string | undefined;
}

/** A program that reads a format, and what was tried with it. */
export interface Consumer {
  name: string;
  /** That was tried; undefined where it could not be had, and then `tried` says what stood in for it. */
  version?: string;
  /** In a sentence, with what becomes of a file whose digest or bytes were changed. */
  tried: string;
}

/** A form in which other programs take images. */
export interface Format {
  /** On the command line and in addresses. */
  name: string;
  /** In a sentence: what it is, and who reads it. */
  describe: string;
  mediaType: string;
  /** Of its file, with the dot. */
  extension: string;
  consumers: readonly Consumer[];
  /** How many of the newest builds of each stream its readers want, by default one. */
  latest?: number;
  /** Its readers take addresses below its own place alone: it is of use only where the files lie beside it. */
  beside?: true;
  /** A site with more images to publish leaves it out: it would take too long to write. The command line has no limit. */
  mostImages?: number;
  /** Of what was written, the texts that its readers take clearsigned, as the files that they look for. */
  toSign?(files: readonly ExportFile[]): ExportFile[];
  /**
   * Why an image cannot stand in it, as `expected …, found …`; undefined when it can. A format without it takes every
   * image, also withdrawn ones, and says of them that they are.
   */
  refuse?(image: Image): string | undefined;
  write?: FormatWriter;
  read?: FormatReader;
}

/** For formats that cannot say so: what is withdrawn cannot be had. */
export function refuseWithdrawn({ build }: Image): string | undefined {
  return build.withdrawn === undefined
    ? undefined
    : `expected an image that can be had, found one withdrawn on ${build.withdrawn}`;
}

/** The first reason of several. */
export function refuseFor(
  ...reasons: ((image: Image) => string | undefined)[]
): (image: Image) => string | undefined {
  return (image) => {
    for (const reasonOf of reasons) {
      const reason = reasonOf(image);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

/** What its reader takes of disk formats; a file that is compressed is of none of them unless `compressed` allows it. */
export function refuseOtherFormats(
  formats: readonly Image['artifact']['format'][],
  compressed: readonly string[] = [],
): (image: Image) => string | undefined {
  return ({ artifact: { format, compression } }) => {
    if (formats.includes(format) && (compression === undefined || compressed.includes(compression)))
      return undefined;
    const found = compression === undefined ? format : `${format} in ${compression}`;
    return `expected ${formats.join(' or ')}, found ${found}`;
  };
}

/** What its reader takes of digest algorithms. */
export function refuseOtherDigests(...algorithms: readonly string[]): (image: Image) => string | undefined {
  return ({ artifact: { digest } }) => {
    const algorithm = digest.slice(0, digest.indexOf(':'));
    return algorithms.includes(algorithm)
      ? undefined
      : `expected a digest by ${algorithms.join(' or ')}, found ${algorithm}`;
  };
}

/** What its reader can do something with. */
export function refuseOtherKinds(...kinds: readonly Kind[]): (image: Image) => string | undefined {
  return ({ stream: { kind } }) =>
    kinds.includes(kind) ? undefined : `expected an image of kind ${kinds.join(' or ')}, found ${kind}`;
}

/** For formats that must say how many bytes there are. */
export function refuseUnknownSize({ artifact }: Image): string | undefined {
  return artifact.size === undefined
    ? 'expected a known size, found that its publisher states none'
    : undefined;
}

/** For readers that put cloud-init or systemd to use. */
export function refuseOtherSystems({ product: { family } }: Image): string | undefined {
  return family === 'linux' ? undefined : `expected a Linux system, found one of family ${family}`;
}
