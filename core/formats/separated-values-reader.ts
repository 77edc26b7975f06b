import { OsdexError } from '../error.ts';
import type { ForeignFile, FormatReader } from './format.ts';
import { isImageHeader, readImageTable } from './image-table.ts';
import { separatedRecords } from './separated-records.ts';
import { unguardFormula } from './separated-values.ts';

/** In UTF-16 code units, of the first line: as much as tells whether it is one of column names. */
const LONGEST_HEADER = 4096;

/**
 * Reads tables as `separatedValues` writes them, also after a spreadsheet has saved them.
 *
 * @param delimiters that may stand between cells: that of which the first line makes column names.
 */
export function readerOfSeparatedValues(delimiters: readonly [string, ...string[]]): FormatReader {
  const delimiterOf = ({ text }: ForeignFile): string | undefined =>
    delimiters.find((delimiter) => isImageHeader(headerOf(text, delimiter)));
  return {
    recognises: (file) => delimiterOf(file) !== undefined,
    read(file) {
      const { rows, notTaken } = separatedRecords(file.text, delimiterOf(file) ?? delimiters[0], file.name);
      const [header, ...others] = rows.map(({ at, cells }) => ({ at, cells: cells.map(unguardFormula) }));
      if (header === undefined || header.at !== 'line 1')
        throw new OsdexError('usage', `expected column names on line 1 of ${file.name}, found none`);
      const read = readImageTable(header.cells, others, file.name);
      return { images: read.images, notTaken: [...notTaken, ...read.notTaken] };
    },
  };
}

function headerOf(text: string, delimiter: string): readonly string[] {
  const [line = ''] = text.slice(0, LONGEST_HEADER).split('\n', 1);
  return separatedRecords(line, delimiter, '').rows[0]?.cells ?? [];
}
