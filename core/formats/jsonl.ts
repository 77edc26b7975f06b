import { imageRecord } from '../image-record.ts';
import type { Format, NotTaken } from './format.ts';
import { parseJson, readRecords } from './record-reader.ts';

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
  read: {
    recognises: ({ name, text }) => /\.jsonl$/i.test(name) || /^\{"id":.*\}\n\{"id":/.test(text),
    read({ name, text }) {
      const notTaken: NotTaken[] = [];
      const lines = text.split('\n').map((line, index) => ({ line, at: `line ${index + 1}` }));
      const records = lines.flatMap(({ line, at }) => {
        if (line.trim() === '') return [];
        try {
          return [{ record: parseJson(line, name), at }];
        } catch {
          notTaken.push({ at, reason: 'expected a JSON document' });
          return [];
        }
      });
      const read = readRecords(
        records.map(({ record }) => record),
        (index) => records[index]?.at ?? '',
      );
      return { images: read.images, notTaken: [...notTaken, ...read.notTaken] };
    },
  },
};
