/*
 * The .xz file format.
 * @see https://tukaani.org/xz/xz-file-format.txt
 */
import { crc32 } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { readUpTo } from './byte-source.ts';
import { problem } from './problem.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const MAGIC = Buffer.from('fd377a585a00', 'hex');
const HEADER_BYTES = 12;
const FOOTER_BYTES = 12;
/** Zeros that may follow a stream; more than this nobody writes. */
const MAX_PADDING = 4096;
/** An index of a file of a terabyte, with blocks as `xz -T0` makes them, has a tenth of this. */
const MAX_INDEX_BYTES = 1 << 20;

export const readXz: ReadFormat = async (file) => {
  const header = await file.read(0, HEADER_BYTES);
  if (header === undefined || !header.subarray(0, 6).equals(MAGIC)) return undefined;
  const index = await readIndex(file);
  return {
    structure: { format: 'xz', virtualBytes: 'virtualBytes' in index ? index.virtualBytes : undefined },
    check: async () => [
      crc32(header.subarray(6, 8)) === header.readUInt32LE(8)
        ? undefined
        : problem('checksum', 'the CRC of the header of xz', 'another', 8),
      'wrong' in index ? index.wrong : undefined,
    ],
  };
};

/** What the index at the end says: the size of the data, where the file is a single stream. */
async function readIndex(
  file: ByteSource,
): Promise<{ virtualBytes: number | undefined } | { wrong: StructureProblem }> {
  const end = await endOfStream(file);
  const footer = await file.read(end - FOOTER_BYTES, FOOTER_BYTES);
  if (end < HEADER_BYTES + FOOTER_BYTES || footer?.toString('latin1', 10) !== 'YZ')
    return { wrong: problem('truncated', 'the footer of xz', `none before byte ${file.sizeBytes}`, end) };
  const at = end - FOOTER_BYTES;
  if (crc32(footer.subarray(4, 10)) !== footer.readUInt32LE(0))
    return { wrong: problem('checksum', 'the CRC of the footer of xz', 'another', at) };
  const size = (footer.readUInt32LE(4) + 1) * 4;
  if (size > MAX_INDEX_BYTES) return { virtualBytes: undefined };
  const index = await file.read(at - size, size);
  if (index === undefined || index[0] !== 0)
    return { wrong: problem('damaged', 'the index of xz before its footer', 'none', Math.max(0, at - size)) };
  if (crc32(index.subarray(0, -4)) !== index.readUInt32LE(size - 4))
    return { wrong: problem('checksum', 'the CRC of the index of xz', 'another', at - size) };
  const { packed, unpacked } = sumsOf(index.subarray(1, -4));
  return { virtualBytes: HEADER_BYTES + packed + size + FOOTER_BYTES === end ? unpacked : undefined };
}

async function endOfStream(file: ByteSource): Promise<number> {
  const tail = await readUpTo(file, Math.max(0, file.sizeBytes - MAX_PADDING), MAX_PADDING);
  let zeros = 0;
  while (zeros + 4 <= tail.length && tail.readUInt32LE(tail.length - zeros - 4) === 0) zeros += 4;
  return file.sizeBytes - zeros;
}

/** The sizes of the blocks together, as they lie in the file and as they are once decompressed. */
function sumsOf(index: Buffer): { packed: number; unpacked: number } {
  let at = 0;
  const next = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = index[at++] ?? 0;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  let packed = 0;
  let unpacked = 0;
  for (let records = next(); records > 0 && at < index.length; records--) {
    packed += Math.ceil(next() / 4) * 4;
    unpacked += next();
  }
  return { packed, unpacked };
}
