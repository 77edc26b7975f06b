import type { CellObject } from '@e965/xlsx';
import { OsdexError, reasonOf } from '../error.ts';
import type { FormatReader } from './format.ts';
import { readImageTable } from './image-table.ts';
import type { ForeignRow } from './image-table.ts';
import { unzip } from './zip-archive.ts';

/** As many as a sheet of Excel or LibreOffice has; what stands beyond them is not read. */
const MOST_ROWS = 1_048_576;

/** More columns than any table of images has. */
const MOST_COLUMNS = 1000;

/** How often cells may be repeated by their count alone, in all: each becomes one of its own. */
const MOST_REPEATED = 1_000_000;

/** Parts of a workbook that hold cells or lead to them. */
const PARTS =
  /^(?:\[Content_Types\]\.xml|_rels\/\.rels|xl\/(?:_rels\/)?[^/]+\.(?:xml|rels)|xl\/worksheets\/[^/]+\.xml|META-INF\/manifest\.xml|content\.xml|styles\.xml)$/;

/** More neighbours than that are empty cells up to the edge of the sheet. */
const MOST_ALIKE = 64;

const REPEATED = /number-(rows|columns)-repeated(?:="([0-9]{1,9})")?/g;

const ZIP = 'PK\u0003\u0004';

/** Reads the first sheet of a workbook, with our columns under their names in its first row. */
export function readerOfSpreadsheet(bookType: 'xlsx' | 'ods'): FormatReader {
  const part = bookType === 'xlsx' ? 'xl/workbook.xml' : 'content.xml';
  return {
    recognises: ({ name, text }) =>
      text.startsWith(ZIP) &&
      text.includes(part) &&
      (bookType === 'xlsx' ||
        /\.ods$/i.test(name) ||
        text.slice(0, 200).includes('application/vnd.oasis.opendocument.spreadsheet')),
    async read({ name, bytes }) {
      const parts = await unzip(bytes, (file) => PARTS.test(file), name);
      if (!parts.has(part)) throw new OsdexError('usage', `expected ${part} in ${name}, found none`);
      const [header, ...rows] = await rowsOf(parts, name);
      if (header === undefined)
        throw new OsdexError('usage', `expected column names in ${name}, found no row`);
      return readImageTable(header.cells, rows, name);
    },
  };
}

/** The package is given what is unpacked already, since it unpacks whatever there is. */
async function rowsOf(parts: ReadonlyMap<string, Uint8Array>, name: string): Promise<ForeignRow[]> {
  const xlsx = await import('@e965/xlsx');
  const { utils, write } = xlsx.CFB as Archives;
  const archive = utils.cfb_new();
  for (const [part, content] of parts)
    utils.cfb_add(archive, `/${part}`, part === 'content.xml' ? withoutRepeats(content, name) : content);
  const options = {
    dense: true,
    sheets: 0,
    sheetRows: MOST_ROWS,
    cellFormula: false,
    cellHTML: false,
    cellNF: true,
  };
  const { is_date: isDate, format } = xlsx.SSF as NumberFormats;
  try {
    const book = xlsx.read(write(archive, { fileType: 'zip', type: 'array' }), { ...options, type: 'array' });
    const sheet = book.Sheets[book.SheetNames[0] ?? ''];
    // Both lists have holes, where somebody has written far out.
    return Object.entries(sheet?.['!data'] ?? []).map(([row, cells]) => ({
      at: `row ${Number(row) + 1}`,
      cells: textsOf(cells, (cell) =>
        cell.z !== undefined && isDate(cell.z) ? format('yyyy-mm-dd', cell.v) : undefined,
      ),
    }));
  } catch (cause) {
    throw new OsdexError('usage', `expected a workbook in ${name}, found: ${reasonOf(cause)}`, { cause });
  }
}

/** What the package does not describe of itself. */
interface Archives {
  utils: { cfb_new(): object; cfb_add(archive: object, path: string, content: Uint8Array): void };
  write(archive: object, options: { fileType: 'zip'; type: 'array' }): Uint8Array;
}

/** As above; dates are numbers that are shown as dates. */
interface NumberFormats {
  is_date(format: unknown): boolean;
  format(format: string, value: unknown): string;
}

function textsOf(cells: readonly CellObject[], dayOf: (cell: CellObject) => string | undefined): string[] {
  const texts: string[] = [];
  for (const [column, cell] of Object.entries(cells))
    if (Number(column) < MOST_COLUMNS) texts[Number(column)] = textOf(cell, dayOf);
  return Array.from(texts, (text) => text ?? '');
}

function textOf(cell: CellObject, dayOf: (cell: CellObject) => string | undefined): string {
  const { t: type, v: value, w: shown } = cell;
  if (type === 's' || type === 'b') return String(value);
  if (type !== 'n') return '';
  // A size is whole whatever is shown of it; of 26.10 only what is shown has the 0.
  return dayOf(cell) ?? (Number.isInteger(value) ? String(value) : (shown ?? String(value)));
}

/**
 * OpenDocument writes neighbours that are alike once, with how many there are. Rows that are alike tell nothing twice,
 * and of cells there are few: the package would make as many as the file says.
 */
function withoutRepeats(content: Uint8Array, name: string): Uint8Array {
  let repeated = 0;
  const text = new TextDecoder()
    .decode(content)
    .replaceAll(REPEATED, (attribute, what: string, digits = '') => {
      const count = what === 'columns' ? Number(digits) : 0;
      if (!(count > 1 && count <= MOST_ALIKE)) return 'once';
      repeated += count;
      return attribute;
    });
  if (repeated > MOST_REPEATED)
    throw new OsdexError('usage', `expected at most ${MOST_REPEATED} repeated cells in ${name}, found more`);
  return new TextEncoder().encode(text);
}
