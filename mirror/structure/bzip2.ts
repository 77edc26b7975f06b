import { problem } from './problem.ts';
import type { ReadFormat } from './structure.ts';

/** Follows `BZh1` to `BZh9`: pi for a block, its root for the end, each before 32 bits of a checksum. */
const BLOCK = 0x314159265359n;
const END = 0x177245385090n;
const MARK_BITS = 48n;
const CHECKSUM_BITS = 32n;
const TAIL_BYTES = 11;

/** bzip2, which has an end that can be seen: at any bit, since it does not begin a byte there. */
export const readBzip2: ReadFormat = async (file) => {
  const header = await file.read(0, 10);
  if (header === undefined || !/^BZh[1-9]$/.test(header.toString('latin1', 0, 4))) return undefined;
  const mark = BigInt(`0x${header.toString('hex', 4)}`);
  if (mark !== BLOCK && mark !== END) return undefined;
  return {
    structure: { format: 'bzip2' },
    check: async () => [
      hasEnd(await file.read(file.sizeBytes - TAIL_BYTES, TAIL_BYTES))
        ? undefined
        : problem(
            'truncated',
            'the mark that ends bzip2',
            `none before byte ${file.sizeBytes}`,
            file.sizeBytes,
          ),
    ],
  };
};

function hasEnd(tail: Buffer | undefined): boolean {
  if (tail === undefined) return false;
  const bits = BigInt(`0x${tail.toString('hex')}`);
  const mask = (1n << MARK_BITS) - 1n;
  for (let padding = 0n; padding < 8n; padding++) {
    if (((bits >> (CHECKSUM_BITS + padding)) & mask) === END) return true;
  }
  return false;
}
