import { readerOfSpreadsheet } from './spreadsheet-reader.ts';

export const readerOfXlsx = readerOfSpreadsheet('xlsx');
