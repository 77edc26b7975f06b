import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { IMAGE_COLUMNS } from '../image-record.ts';
import type { ImageColumn } from '../image-record.ts';
import { readEach } from './foreign-image.ts';
import type { ForeignImage } from './foreign-image.ts';
import { LooseDigest, LooseSize, tell } from './loose-value.ts';
import type { NotTaken, ReadImages } from './format.ts';
import { RECORD_TEXTS } from './record-reader.ts';

/** A row of a table that somebody may have changed or put together by hand. */
export interface ForeignRow {
  /** Where it stands, for people. */
  at: string;
  cells: readonly string[];
}

/** What an image's columns hold, as far as it has them. */
export type ColumnTexts = Partial<Record<ImageColumn, string>>;

/** Of our columns, what others may tell us. */
const Told = z.object({
  ...RECORD_TEXTS,
  name: z.string().optional(),
  codename: z.string().optional(),
  size: LooseSize,
  digest: LooseDigest,
});

/** Reads images in our columns. */
export function readColumnTexts(entries: readonly { at: string; texts: ColumnTexts }[]): ReadImages {
  return readEach(
    entries.map(({ texts }) => withoutEmpty(texts)),
    Told,
    (index) => entries[index]?.at ?? '',
    ({ name, product = name, size: sizeBytes, ...told }, at): ForeignImage => ({
      at,
      product,
      ...told,
      sizeBytes,
    }),
  );
}

/**
 * Reads a table with our columns in any order. Columns that are not ours are passed over, and so are empty rows.
 *
 * @param name of the file, for messages.
 * @throws OsdexError `usage` for a table without digests, or with two columns of a name.
 */
export function readImageTable(
  header: readonly string[],
  rows: readonly ForeignRow[],
  name: string,
): ReadImages {
  const columns = columnsOf(header);
  const known = columns.filter((column) => column !== undefined);
  const twice = known.find((column, index) => known.indexOf(column) !== index);
  if (twice !== undefined)
    throw new OsdexError('usage', `expected one column ${twice} in ${name}, found two`);
  if (!known.includes('digest')) {
    const found = tell(header.slice(0, IMAGE_COLUMNS.length).join(', '));
    throw new OsdexError(
      'usage',
      `expected columns of these names in ${name}: product, release, arch, url, digest …, found ${found}`,
    );
  }
  const notTaken: NotTaken[] = [];
  const entries = rows.flatMap(({ at, cells }) => {
    const filled = cells.findLastIndex((cell) => cell !== '') + 1;
    if (filled === 0) return [];
    if (filled > columns.length) {
      notTaken.push({ at, reason: `expected at most ${columns.length} cells, found ${filled}` });
      return [];
    }
    return [{ at, texts: textsOf(columns, cells) }];
  });
  const read = readColumnTexts(entries);
  return { images: read.images, notTaken: [...notTaken, ...read.notTaken] };
}

/** Whether a line of column names is one of our tables. */
export function isImageHeader(header: readonly string[]): boolean {
  const columns = columnsOf(header);
  return (['product', 'digest', 'url'] as const).every((column) => columns.includes(column));
}

/** Our column of this name, in any case and with blanks around it. */
function columnOf(name: string): ImageColumn | undefined {
  const plain = name.trim().toLowerCase();
  return IMAGE_COLUMNS.find((column) => column.toLowerCase() === plain);
}

function columnsOf(header: readonly string[]): (ImageColumn | undefined)[] {
  return header.map(columnOf);
}

function withoutEmpty(texts: ColumnTexts): ColumnTexts {
  const trimmed = Object.entries(texts).map(([column, cell]) => [column, cell.trim()] as const);
  return Object.fromEntries(trimmed.filter(([, cell]) => cell !== ''));
}

function textsOf(columns: readonly (ImageColumn | undefined)[], cells: readonly string[]): ColumnTexts {
  const texts: ColumnTexts = {};
  for (const [index, column] of columns.entries()) {
    const cell = cells[index];
    if (column !== undefined && cell !== undefined) texts[column] = cell;
  }
  return texts;
}
