import { OsdexError } from './error.ts';
import { quote } from './formats/mirror-file.ts';

const PREFIXES = ['', 'K', 'M', 'G', 'T', 'P'];

/**
 * Reads a size. Units of ten are written as disks are sold, `10MB` and `1TB`, those of two with an i: `10MiB`. A lone
 * letter (`10M`) is refused: to some programs it is the one, to some the other. A number alone is bytes.
 *
 * @returns bytes, rounded down.
 * @throws OsdexError `usage`.
 */
export function parseSize(text: string): number {
  const [, count, prefix, two] = /^(\d+(?:\.\d+)?) ?(?:(?:([KMGTP])(i?))?B)?$/i.exec(text.trim()) ?? [];
  const power = PREFIXES.indexOf((prefix ?? '').toUpperCase());
  const bytes = Math.floor(Number(count) * (two ? 1024 : 1000) ** power);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new OsdexError('usage', `expected a size such as 500MB, 1.5GiB or 1TB, found ${quote(text)}`, {
    found: text,
  });
}
