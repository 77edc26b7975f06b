/*
 * gzip.
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
import { momentOf } from './fields.ts';
import { problem } from './problem.ts';
import type { ReadFormat } from './structure.ts';

const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const DEFLATE = 8;
const RESERVED_FLAGS = 0xe0;

/** Where it ends only its decompression tells, so that of what is cut off nothing is seen but the grossest. */
export const readGzip: ReadFormat = async (file) => {
  const header = await file.read(0, HEADER_BYTES);
  if (header === undefined || header.readUInt16BE(0) !== 0x1f8b || header[2] !== DEFLATE) return undefined;
  const seconds = header.readUInt32LE(4);
  return {
    structure: { format: 'gzip', createdAt: seconds === 0 ? undefined : momentOf(seconds * 1000) },
    check: async () => [
      file.sizeBytes <= HEADER_BYTES + TRAILER_BYTES
        ? problem(
            'truncated',
            'data between the header and the trailer of gzip',
            `a file of ${file.sizeBytes} bytes`,
          )
        : undefined,
      (header.readUInt8(3) & RESERVED_FLAGS) === 0
        ? undefined
        : problem(
            'damaged',
            'no reserved flag of gzip to be set',
            `flags 0x${header.toString('hex', 3, 4)}`,
            3,
          ),
    ],
  };
};
