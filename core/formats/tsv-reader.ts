import { readerOfSeparatedValues } from './separated-values-reader.ts';

export const readerOfTsv = readerOfSeparatedValues(['\t']);
