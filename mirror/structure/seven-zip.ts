/*
 * 7z.
 * @see https://py7zr.readthedocs.io/en/latest/archive_format.html
 */
import { crc32 } from 'node:zlib';
import { uint64le } from './fields.ts';
import { beyondEnd, problem } from './problem.ts';
import type { ReadFormat } from './structure.ts';

const MAGIC = Buffer.from('377abcaf271c', 'hex');
const HEADER_BYTES = 32;

export const readSevenZip: ReadFormat = async (file) => {
  const header = await file.read(0, HEADER_BYTES);
  if (header === undefined || !header.subarray(0, 6).equals(MAGIC)) return undefined;
  return {
    structure: { format: '7z' },
    check: async () => [
      crc32(header.subarray(12)) === header.readUInt32LE(8)
        ? beyondEnd(file, 'the directory of 7z', HEADER_BYTES + uint64le(header, 12), uint64le(header, 20))
        : problem('checksum', 'the CRC of the header of 7z', 'another', 8),
    ],
  };
};
