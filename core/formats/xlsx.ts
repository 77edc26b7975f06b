import type { Format } from './format.ts';
import { refuseLongTexts, spreadsheet } from './spreadsheet.ts';
import { readerOfXlsx } from './xlsx-reader.ts';

/** @see https://ecma-international.org/publications-and-standards/standards/ecma-376/ */
export const xlsx: Format = {
  name: 'xlsx',
  describe: 'A workbook with a row for each image; for Excel and whatever opens its files.',
  mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  extension: '.xlsx',
  mostImages: 5000,
  consumers: [
    {
      name: 'openpyxl',
      version: '3.1.5',
      tried:
        'Reads every cell as it is in the catalog, and none as a formula. A changed digest it does not notice.',
    },
    {
      name: 'Gnumeric',
      version: '1.12.55',
      tried:
        'Opens it with texts as texts and sizes as numbers; it warns of an element that only Excel knows.',
    },
    { name: 'Excel', tried: 'Not to be had here; openpyxl and Gnumeric stood in for it.' },
  ],
  refuse: refuseLongTexts,
  write: spreadsheet('xlsx'),
  read: readerOfXlsx,
};
