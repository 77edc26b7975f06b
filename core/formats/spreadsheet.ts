import { IMAGE_COLUMNS, imageRow } from '../image-record.ts';
import type { Image } from '../image.ts';
import type { TextWriter } from './format.ts';
import { xmlCharacters } from './xml-text.ts';

type BookType = 'xlsx' | 'ods';
type Cell = string | number | boolean | undefined;

/** Excel holds no longer text in a cell. @see https://support.microsoft.com/office/excel-specifications-and-limits */
const LONGEST_TEXT = 32_767;

/** Wide enough to read most of an id; a digest or an address is there to be copied. */
const WIDEST_COLUMN = 60;

/**
 * A workbook of one sheet: a row of column names, then one for each image. Every text is typed as one, so that none is
 * computed, or taken for a number or a day; sizes are numbers. Cells of what is not known are empty.
 */
export function spreadsheet(bookType: BookType): TextWriter {
  return {
    kind: 'text',
    async write(images, { title }) {
      // Loaded when it is needed: half a megabyte that no other format and no other command has a use for.
      const { utils, write } = await import('@e965/xlsx');
      const rows = [[...IMAGE_COLUMNS], ...images.map((image) => cellsOf(image, bookType))];
      const sheet = utils.aoa_to_sheet(rows);
      sheet['!cols'] = IMAGE_COLUMNS.map((_, column) => ({ wpx: widthOf(rows, column) }));
      const book = utils.book_new(sheet, 'images');
      book.Props = { Title: title };
      // As shared strings: a text in the cell itself would be typed as what a formula came to.
      const bytes: unknown = write(book, { type: 'array', bookType, bookSST: true, compression: true });
      if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
      throw new TypeError('expected an ArrayBuffer from @e965/xlsx');
    },
  };
}

/** Why a spreadsheet cannot hold an image; undefined when it can. */
export function refuseLongTexts(image: Image): string | undefined {
  const lengths = Object.values(imageRow(image)).map((cell) => String(cell ?? '').length);
  const longest = Math.max(...lengths);
  return longest <= LONGEST_TEXT
    ? undefined
    : `expected texts of at most ${LONGEST_TEXT} characters, found one of ${longest}`;
}

function cellsOf(image: Image, bookType: BookType): Cell[] {
  const row = imageRow(image);
  return IMAGE_COLUMNS.map((column) => {
    const cell = row[column];
    return typeof cell === 'string' ? cellText(cell, bookType) : cell;
  });
}

/** What the package writes of a text as it is: Excel reads `_x8664_` as one character unless its first dash is escaped. */
function cellText(text: string, bookType: BookType): string {
  const plain = xmlCharacters(text).replaceAll(/\r\n?/g, '\n');
  return bookType === 'xlsx' ? plain.replaceAll(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_') : plain;
}

/** In pixels, for the longest text of a column. */
function widthOf(rows: readonly (readonly Cell[])[], column: number): number {
  const longest = rows.reduce((most, row) => Math.max(most, String(row[column] ?? '').length), 0);
  return 7 * Math.min(longest, WIDEST_COLUMN) + 10;
}
