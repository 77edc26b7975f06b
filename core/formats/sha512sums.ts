import { mirrorFileOf } from '../image.ts';
import { refuseFor, refuseOtherDigests, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';
import { writeSumsLists } from './sums-list.ts';
import { readerOfSha512sums } from './sums-reader.ts';

/**
 * Files are named by their ids, as a mirror lays them out: several images share a file name, and a list that named one
 * twice could never be right.
 *
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export const sha512sums: Format = {
  name: 'sha512sums',
  describe:
    'Digests by SHA-512 for "sha512sum -c --ignore-missing", in a folder in which each file lies under its id.',
  mediaType: 'text/plain',
  extension: '.sha512sums',
  consumers: [
    {
      name: 'sha512sum',
      version: '9.1',
      tried:
        'Checks files under their ids, and refuses one whose bytes or whose digest in the list were changed.',
    },
  ],
  refuse: refuseFor(refuseWithdrawn, refuseOtherDigests('sha512')),
  write: {
    kind: 'rows',
    begin: () => '',
    row: (image) => writeSumsLists([mirrorFileOf(image)]).get('sha512') ?? '',
    end: () => '',
  },
  read: readerOfSha512sums,
};
