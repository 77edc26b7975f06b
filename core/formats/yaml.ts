import { writeYaml } from '../files/yaml.ts';
import { imageRecord } from '../image-record.ts';
import type { Format } from './format.ts';
import { readerOfYaml } from './yaml-reader.ts';

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
  consumers: [
    {
      name: 'PyYAML',
      version: '6.0.3',
      tried: 'Reads what jq reads of json, every text as a text. Of a changed digest it cannot know.',
    },
    { name: 'Ansible', version: '2.14.18', tried: 'Takes the digest of an image out of it with from_yaml.' },
    { name: 'yamllint', version: '1.29.0', tried: 'Finds nothing by its default rules but long lines.' },
  ],
  write: {
    kind: 'rows',
    begin: () => '---\n',
    row: (image) => writeYaml([imageRecord(image)]),
    end: () => '',
  },
  read: readerOfYaml,
};
