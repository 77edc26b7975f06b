import { shellWord } from '../../core/shell-word.ts';
import type { UsedImage } from './used-image.ts';

/** Programs that write what was compressed to their output. */
const PROGRAMS: Readonly<Record<string, string>> = {
  xz: 'xz -dc',
  gz: 'gzip -dc',
  bz2: 'bzip2 -dc',
  zst: 'zstd -dc',
};

/** Whether the image is a plain file, or compressed in a way that leaves no doubt of what comes out. */
export function isReadable({ compression }: UsedImage): boolean {
  return compression === undefined || Object.hasOwn(PROGRAMS, compression);
}

/** How to read a compressed image as a stream. */
export function readCommand({ file, compression = '' }: UsedImage): string | undefined {
  return Object.hasOwn(PROGRAMS, compression) ? `${PROGRAMS[compression]} ${shellWord(file)}` : undefined;
}

/** How to unpack an image beside itself, and the name of what comes out; undefined where there is nothing to do. */
export function unpack(image: UsedImage): { command: string; file: string } | undefined {
  const read = readCommand(image);
  if (read === undefined) return undefined;
  const { file: packed, compression = '', format } = image;
  const ending = `.${compression}`;
  const file = packed.endsWith(ending) ? packed.slice(0, -ending.length) : `${packed}.${format}`;
  return { command: `${read} > ${shellWord(file)}`, file };
}
