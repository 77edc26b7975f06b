import { parseDigest } from '../digest-text.ts';
import type { MirrorFile } from './mirror-file.ts';

/**
 * Writes an input file of aria2: the addresses of a file on one line, then where it goes and what it must be.
 *
 * @see https://aria2.github.io/manual/en/html/aria2c.html#input-file
 */
export function writeAria2List(files: readonly MirrorFile[]): string {
  return files
    .map(({ digest, path, urls }) => {
      const { algorithm = '', hex = '' } = parseDigest(digest) ?? {};
      return `${urls.join('\t')}\n  out=${path}\n  checksum=${algorithm.replace('sha', 'sha-')}=${hex}\n`;
    })
    .join('');
}
