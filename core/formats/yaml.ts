import { writeYaml } from '../files/yaml.ts';
import { imageRecord } from '../image-record.ts';
import type { Format } from './format.ts';

/**
 * A list of what the JSON formats hold. Releases, serials and days are in quotes, so that no reader takes 26.10 for a
 * number. A list of nothing is an empty document.
 */
export const yaml: Format = {
  name: 'yaml',
  describe:
    'A YAML list of images with all that is known of each; for Ansible, and for people who read along.',
  mediaType: 'application/yaml',
  extension: '.yaml',
  consumers: [],
  write: {
    kind: 'rows',
    begin: () => '---\n',
    row: (image) => writeYaml([imageRecord(image)]),
    end: () => '',
  },
};
