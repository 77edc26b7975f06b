import { readerOfSeparatedValues } from './separated-values-reader.ts';

/** Where a comma parts whole numbers from their fractions, spreadsheets write semicolons. */
export const readerOfCsv = readerOfSeparatedValues([',', ';']);
