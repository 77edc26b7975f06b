import { imageRecord } from '../image-record.ts';
import type { Format } from './format.ts';

/** @see https://jsonlines.org/ */
export const jsonl: Format = {
  name: 'jsonl',
  describe:
    'A JSON document for each image, one to a line; for jq, databases and whatever reads line by line.',
  mediaType: 'application/jsonl',
  extension: '.jsonl',
  consumers: [{ name: 'jq', version: '1.6', tried: 'Reads it line by line.' }],
  write: {
    kind: 'rows',
    begin: () => '',
    row: (image) => `${JSON.stringify(imageRecord(image))}\n`,
    end: () => '',
  },
};
