/*
 * Zstandard.
 * @see https://www.rfc-editor.org/rfc/rfc8878#name-zstandard-frames
 */
import { problem } from './problem.ts';
import type { ReadFormat } from './structure.ts';

const MAGIC = 0xfd2fb528;
const RESERVED_BIT = 0x08;
/** Magic, descriptor, window and the header of one block. */
const LEAST_BYTES = 9;

/** Where it ends only a walk over all of its blocks tells, so that of what is cut off nothing is seen but the grossest. */
export const readZstd: ReadFormat = async (file) => {
  const header = await file.read(0, 5);
  if (header?.readUInt32LE(0) !== MAGIC) return undefined;
  return {
    structure: { format: 'zstd' },
    check: async () => [
      file.sizeBytes < LEAST_BYTES
        ? problem('truncated', 'a block after the header of zstd', `a file of ${file.sizeBytes} bytes`)
        : undefined,
      (header.readUInt8(4) & RESERVED_BIT) === 0
        ? undefined
        : problem('damaged', 'the reserved bit of zstd not to be set', `0x${header.toString('hex', 4)}`, 4),
    ],
  };
};
