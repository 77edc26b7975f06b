import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { architectureInName } from './architecture-in-name.ts';
import { fileBeside, preferredAddress } from './foreign-address.ts';
import { fieldOf, fieldsOf, listOf } from './foreign-fields.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import type { FormatReader, ReadImages } from './format.ts';
import { csvInventory } from './isomanager-csv.ts';
import { xmlInventory } from './isomanager-xml.ts';
import { digestOfText, LooseSize, LooseText, tell } from './loose-value.ts';
import { parseJson } from './record-reader.ts';

/** In UTF-16 code units. */
const BEGINNING = 16_384;

/** What else is told of a disc, where anything is. */
const Fields = z
  .unknown()
  .optional()
  .transform((value) => plainFields(value) ?? {});

/** A disc by the names of its fields in lower case, as PowerShell takes them. */
const Disc = z
  .object({
    name: LooseText,
    version: LooseText,
    architecture: LooseText,
    language: LooseText,
    filename: LooseText,
    filepath: LooseText,
    filesize: LooseSize,
    size: LooseSize,
    hash: z.unknown().optional(),
    checksum: LooseText,
    source: LooseText,
    url: LooseText,
    metadata: Fields.pipe(
      z.object({
        edition: LooseText,
        buildnumber: LooseText,
        detectedversion: LooseText,
        detectedarchitecture: LooseText,
      }),
    ),
  })
  .transform((disc, context) => {
    const { algorithm, value } = hashOf(disc.hash);
    const text = value ?? disc.checksum;
    const digest = text === undefined ? undefined : digestOfText(text, algorithm);
    if (text === undefined || digest !== undefined) return { ...disc, digest };
    const by = algorithm === undefined ? '' : ` by ${algorithm}`;
    context.addIssue(`expected a digest${by}, found ${tell(text)}`);
    return z.NEVER;
  });

/**
 * Reads inventories of the PowerShell module ISOManager: its documented form, and what it exports as JSON, CSV and XML.
 * What it exports says little more of a disc than its file's name and digest.
 */
export const readerOfIsomanager: FormatReader = {
  recognises({ text }) {
    const beginning = text.slice(0, BEGINNING);
    return isJsonInventory(beginning) || isCsvInventory(beginning) || isXmlInventory(beginning);
  },
  read({ name, text }) {
    if (isCsvInventory(text.slice(0, BEGINNING))) {
      const { discs, notTaken } = csvInventory(text);
      const read = readDiscs(
        discs.map(({ disc }) => disc),
        (index) => discs[index]?.at ?? '',
      );
      return { images: read.images, notTaken: [...notTaken, ...read.notTaken] };
    }
    const document = /^\s*</.test(text) ? xmlInventory(text, name) : parseJson(text, name);
    for (const list of ['isos', 'Inventory']) {
      const discs = fieldOf(document, list);
      if (discs !== undefined) return readDiscs(listOf(discs), (index) => `${list}[${index}]`);
    }
    throw new OsdexError('usage', `expected an inventory with isos or Inventory in ${name}, found neither`);
  },
};

function isJsonInventory(beginning: string): boolean {
  return (
    /^\s*\{\s*"(?:ExportInfo|Inventory)"\s*:/.test(beginning) ||
    (/^\s*\{/.test(beginning) && /"isos"\s*:/.test(beginning) && /"(?:repository|generated)"/.test(beginning))
  );
}

function isCsvInventory(beginning: string): boolean {
  const [header = ''] = beginning.replace(/^\s*#TYPE[^\n]*\n/, '').split('\n', 1);
  if (/^\s*[[{<]/.test(header)) return false;
  return (
    ['FileName', 'FilePath', 'SizeGB'].every((column) => header.includes(column)) && header.includes(',')
  );
}

function isXmlInventory(beginning: string): boolean {
  return /<Objects[\s>]/.test(beginning) && />(?:ExportInfo|Inventory)</.test(beginning);
}

function readDiscs(discs: readonly unknown[], at: (index: number) => string): ReadImages {
  return readEach(
    discs.map((disc) => plainFields(disc) ?? disc),
    Disc,
    at,
    imageOf,
  );
}

function imageOf(disc: z.output<typeof Disc>, at: string): ForeignImage {
  const { metadata } = disc;
  const release = disc.version ?? metadata.detectedversion;
  const url = preferredAddress([disc.source, disc.url]);
  const path = disc.filename ?? disc.filepath;
  const file = fileBeside(undefined, path);
  return {
    at,
    product: productIn(disc.name, release, metadata.edition) ?? file,
    release,
    stream: metadata.edition,
    serial: metadata.buildnumber,
    arch: disc.architecture ?? metadata.detectedarchitecture ?? architectureInName(file),
    language: disc.language,
    file: fileBeside(url, path),
    path: disc.filepath,
    title: disc.name,
    url,
    sizeBytes: disc.filesize ?? disc.size,
    digest: disc.digest,
  };
}

/** A disc's name without what is said of it elsewhere: `Example OS 26.04, Installer` is `Example OS`. */
function productIn(
  name: string | undefined,
  release: string | undefined,
  edition: string | undefined,
): string | undefined {
  return name === undefined ? undefined : withoutEnd(withoutEnd(name, `, ${edition}`), ` ${release}`);
}

function withoutEnd(text: string, end: string): string {
  return text.endsWith(end) ? text.slice(0, -end.length) : text;
}

/** `{algorithm, value}`, or the value alone. */
function hashOf(hash: unknown): { algorithm?: string | undefined; value?: string | undefined } {
  if (typeof hash === 'string') return { value: hash.trim() || undefined };
  const text = (name: string): string | undefined =>
    LooseText.safeParse(fieldOf(plainFields(hash), name)).data;
  return { algorithm: text('algorithm'), value: text('value') };
}

function plainFields(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.fromEntries(fieldsOf(value).map(([key, field]) => [key.toLowerCase(), field]));
}
