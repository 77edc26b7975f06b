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

const DICTIONARY_BYTES = [0, 1, 2, 4];
const SIZE_BYTES = [0, 2, 4, 8];
const RUN_OF_ONE_BYTE = 1;

/** How many bytes the frame at the beginning of these has; undefined where it does not end in them. */
export function zstdFrameBytes(bytes: Buffer): number | undefined {
  const descriptor = bytes[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeField = SIZE_BYTES[descriptor >> 6] ?? 0;
  let at = 5 + (isSingleSegment ? Math.max(sizeField, 1) : 1 + sizeField);
  at += DICTIONARY_BYTES[descriptor & 3] ?? 0;
  for (let isLast = false; !isLast;) {
    if (at + 3 > bytes.length) return undefined;
    const block = bytes.readUIntLE(at, 3);
    isLast = (block & 1) !== 0;
    at += 3 + (((block >> 1) & 3) === RUN_OF_ONE_BYTE ? 1 : block >> 3);
  }
  const end = at + ((descriptor & 4) === 0 ? 0 : 4);
  return end > bytes.length ? undefined : end;
}
