import { mirrorFileOf } from '../image.ts';
import { refuseFor, refuseOtherDigests, refuseWithdrawn } from './format.ts';
import type { Format } from './format.ts';
import { writeSumsLists } from './sums-list.ts';
import { readerOfSha256sums } from './sums-reader.ts';

/**
 * Files are named by their ids, as a mirror lays them out: several images share a file name, and a list that named one
 * twice could never be right.
 *
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export const sha256sums: Format = {
  name: 'sha256sums',
  describe:
    'Digests by SHA-256 for "sha256sum -c --ignore-missing", in a folder in which each file lies under its id.',
  mediaType: 'text/plain',
  extension: '.sha256sums',
  consumers: [
    {
      name: 'sha256sum',
      version: '9.1',
      tried:
        'Checks files under their ids, and refuses one whose bytes or whose digest in the list were changed.',
    },
  ],
  refuse: refuseFor(refuseWithdrawn, refuseOtherDigests('sha256')),
  write: {
    kind: 'rows',
    begin: () => '',
    row: (image) => writeSumsLists([mirrorFileOf(image)]).get('sha256') ?? '',
    end: () => '',
  },
  read: readerOfSha256sums,
};
