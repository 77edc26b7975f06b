import { imageRecord } from '../image-record.ts';
import { OsdexError } from '../error.ts';
import { BEFORE_JSON_ROW } from './format.ts';
import type { Format } from './format.ts';
import { parseJson, readRecords } from './record-reader.ts';

/** An array of images, one to a line. */
export const json: Format = {
  name: 'json',
  describe:
    'One array of images with all that is known of each, as "osdex list --json" prints it; for any program.',
  mediaType: 'application/json',
  extension: '.json',
  consumers: [{ name: 'jq', version: '1.6', tried: 'Reads it and finds an image by its digest.' }],
  write: {
    kind: 'rows',
    begin: () => '[',
    row: (image) => JSON.stringify(imageRecord(image)),
    before: BEFORE_JSON_ROW,
    end: () => '\n]\n',
  },
  read: {
    // Items of other catalogs may begin with a number of theirs.
    recognises: ({ text }) => /^\s*\[\s*\{\s*"id"\s*:\s*"/.test(text),
    read({ name, text }) {
      const records = parseJson(text, name);
      if (Array.isArray(records)) return readRecords(records, (index) => `[${index}]`);
      throw new OsdexError('usage', `expected an array of images in ${name}, found something else`);
    },
  },
};
