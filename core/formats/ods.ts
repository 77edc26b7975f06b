import type { Format } from './format.ts';
import { refuseLongTexts, spreadsheet } from './spreadsheet.ts';
import { readerOfOds } from './ods-reader.ts';

/** @see https://docs.oasis-open.org/office/v1.2/OpenDocument-v1.2.html */
export const ods: Format = {
  name: 'ods',
  describe: 'The workbook of xlsx as OpenDocument; for LibreOffice, Gnumeric and others.',
  mediaType: 'application/vnd.oasis.opendocument.spreadsheet',
  extension: '.ods',
  mostImages: 5000,
  consumers: [
    {
      name: 'Gnumeric',
      version: '1.12.55',
      tried: 'Opens it with texts as texts and sizes as numbers. A changed digest it does not notice.',
    },
    { name: 'LibreOffice', tried: 'Not tried; Gnumeric and SheetJS 0.20.3 stood in for it.' },
  ],
  refuse: refuseLongTexts,
  write: spreadsheet('ods'),
  read: readerOfOds,
};
