import type { Format } from './format.ts';
import { separatedValues } from './separated-values.ts';
import { readerOfTsv } from './tsv-reader.ts';

/**
 * A text with a tab or a quote in it stands in quotes as in CSV: the registered type cannot hold a tab at all.
 *
 * @see https://www.iana.org/assignments/media-types/text/tab-separated-values
 */
export const tsv: Format = {
  name: 'tsv',
  describe:
    'The table of csv with tabs between the columns; for cut, awk and what is pasted into a spreadsheet.',
  mediaType: 'text/tab-separated-values',
  extension: '.tsv',
  consumers: [
    {
      name: 'cut',
      version: '9.1',
      tried: 'Takes columns out of it. Of a changed digest it cannot know.',
    },
    {
      name: 'Python csv',
      version: '3.11.7',
      tried: 'Reads every cell as it is in the catalog, as "excel-tab".',
    },
    { name: 'sqlite3', version: '3.40.1', tried: 'Imports it as a table in its mode "tabs".' },
  ],
  write: separatedValues('\t'),
  read: readerOfTsv,
};
