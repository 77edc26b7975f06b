import type { Format } from './format.ts';
import { separatedValues } from './separated-values.ts';
import { readerOfCsv } from './csv-reader.ts';

/** @see https://www.rfc-editor.org/rfc/rfc4180 */
export const csv: Format = {
  name: 'csv',
  describe:
    'A table with a line for each image behind a line of column names; for spreadsheets and databases.',
  mediaType: 'text/csv',
  extension: '.csv',
  consumers: [
    {
      name: 'Python csv',
      version: '3.11.7',
      tried: 'Reads every cell as it is in the catalog. Of a changed digest no reader of tables can know.',
    },
    {
      name: 'sqlite3',
      version: '3.40.1',
      tried: 'Imports it as a table in its mode "csv".',
    },
    {
      name: 'Gnumeric',
      version: '1.12.55',
      tried:
        'Opens it and takes no text for a formula, but 26.10 for a number: xlsx and ods tell it what is text.',
    },
  ],
  write: separatedValues(','),
  read: readerOfCsv,
};
