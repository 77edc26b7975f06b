import { stringify } from 'csv-stringify/sync';
import { IMAGE_COLUMNS, imageRow } from '../image-record.ts';
import type { RowWriter } from './format.ts';

/**
 * A table as text: a line of column names, then one for each image, quoted as RFC 4180 says. Lines end in LF, which
 * spreadsheets take as well, and which leaves `cut` and `awk` no CR at the end of the last column. What is not known
 * is empty.
 *
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function separatedValues(delimiter: ',' | '\t'): RowWriter {
  const line = (cells: readonly Cell[]): string =>
    stringify([cells], { delimiter, cast: { boolean: String, string: guardFormula } });
  return {
    kind: 'rows',
    begin: () => line(IMAGE_COLUMNS),
    row: (image) => {
      const row = imageRow(image);
      return line(IMAGE_COLUMNS.map((column) => row[column]));
    },
    end: () => '',
  };
}

type Cell = string | number | boolean | undefined;

/** Behind any number of apostrophes, so that one can be told from a text's own. */
const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/**
 * A spreadsheet computes a text that begins like a formula, also when it stands in quotes, and a formula can call
 * programs: an apostrophe before it keeps it a text. Numbers are ours, and stay numbers.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
function guardFormula(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** The text of a cell that was written so: one apostrophe is taken off where FORMULA matches behind one. */
export function unguardFormula(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
