import { mirrorFileOf } from '../image.ts';
import { refuseFor, refuseOtherDigests, refuseWithdrawn } from './format.ts';
import type { Format, FormatReader } from './format.ts';
import { writeSumsLists } from './sums-list.ts';

/**
 * A list for `sha256sum -c` and its like. Files are named by their ids, as a mirror lays them out: several images share
 * a file name, and a list that named one twice could never be right.
 *
 * @see https://www.gnu.org/software/coreutils/manual/html_node/cksum-output-modes.html
 */
export function sumsFormat(algorithm: 'sha256' | 'sha512', read: FormatReader): Format {
  const program = `${algorithm}sum`;
  return {
    name: `${algorithm}sums`,
    describe: `Digests by ${algorithm.replace('sha', 'SHA-')} for "${program} -c --ignore-missing", in a folder in which each file lies under its id.`,
    mediaType: 'text/plain',
    extension: `.${algorithm}sums`,
    consumers: [
      {
        name: program,
        version: '9.1',
        tried:
          'Checks files under their ids, and refuses one whose bytes or whose digest in the list were changed.',
      },
    ],
    refuse: refuseFor(refuseWithdrawn, refuseOtherDigests(algorithm)),
    write: {
      kind: 'rows',
      begin: () => '',
      row: (image) => writeSumsLists([mirrorFileOf(image)]).get(algorithm) ?? '',
      end: () => '',
    },
    read,
  };
}
