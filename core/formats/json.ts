import { imageRecord } from '../image-record.ts';
import type { Format } from './format.ts';

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
    row: (image, index) => `${index === 0 ? '\n' : ',\n'}${JSON.stringify(imageRecord(image))}`,
    end: () => '\n]\n',
  },
};
