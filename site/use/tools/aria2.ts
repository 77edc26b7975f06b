import { shellWord } from '../../../core/shell-word.ts';
import { inTurn, overLines } from '../checked-download.ts';
import type { Tool } from '../tool.ts';
import { unpack } from '../unpack.ts';

/** Its own names of the algorithms. @see https://aria2.github.io/manual/en/html/aria2c.html#cmdoption-checksum */
const ALGORITHMS: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha-1',
  sha256: 'sha-256',
  sha384: 'sha-384',
  sha512: 'sha-512',
};

/** Fetches in several pieces at once, goes on where it stopped, and checks the whole. */
export const aria2: Tool = {
  id: 'aria2',
  title: 'aria2',
  language: 'sh',
  suits: ({ algorithm }) => Object.hasOwn(ALGORITHMS, algorithm),
  lines: (image) =>
    inTurn(
      overLines(
        'aria2c',
        `--checksum=${ALGORITHMS[image.algorithm]}=${image.hex}`,
        `--out=${shellWord(image.file)}`,
        shellWord(image.url),
      ),
      unpack(image)?.command,
    ),
};
