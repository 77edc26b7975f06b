import { readerOfSpreadsheet } from './spreadsheet-reader.ts';

export const readerOfOds = readerOfSpreadsheet('ods');
