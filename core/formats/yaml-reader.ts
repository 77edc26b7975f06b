import { z } from 'zod';
import { OsdexError } from '../error.ts';
import { readYaml } from '../files/yaml.ts';
import type { FormatReader } from './format.ts';
import { readRecords } from './record-reader.ts';

/** In UTF-16 code units: as much as the first record of a list has. */
const BEGINNING = 4096;

/** A list whose first record begins with an id and has a digest. */
const FIRST_RECORD = /^(?:(?:#|---)[^\n]*\n|\r?\n)*- id: ?[^\n]+\n(?: {2}[^\n]*\n)*? {2}digest: ?\S/;

/** Reads the list that the format writes. */
export const readerOfYaml: FormatReader = {
  recognises: ({ text }) => FIRST_RECORD.test(text.slice(0, BEGINNING)),
  read({ name, text }) {
    const records = readYaml(text, z.unknown(), name, 'usage');
    // A list of nothing is written as an empty document.
    if (records === undefined || records === null) return { images: [], notTaken: [] };
    if (Array.isArray(records)) return readRecords(records, (index) => `[${index}]`);
    throw new OsdexError('usage', `expected a list of images in ${name}, found something else`);
  },
};
