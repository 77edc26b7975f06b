/*
 * ZIP, with the extension for more than 4 GiB.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
import type { ByteSource } from './byte-source.ts';
import { readUpTo } from './byte-source.ts';
import { uint64le } from './fields.ts';
import { problem } from './problem.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;
const MAX_COMMENT = 0xffff;
const IN_ZIP_64 = 0xffffffff;

export const readZip: ReadFormat = async (file) => {
  const signature = (await file.read(0, 4))?.readUInt32LE(0);
  if (signature !== LOCAL_HEADER && signature !== END) return undefined;
  return { structure: { format: 'zip' }, check: async () => [await checkDirectory(file)] };
};

async function checkDirectory(file: ByteSource): Promise<StructureProblem | undefined> {
  const from = Math.max(0, file.sizeBytes - END_BYTES - MAX_COMMENT);
  const tail = await readUpTo(file, from, END_BYTES + MAX_COMMENT);
  let at = tail.length - END_BYTES;
  while (at >= 0 && tail.readUInt32LE(at) !== END) at--;
  if (at < 0)
    return problem('truncated', 'the directory at the end of a ZIP', 'a file without it', file.sizeBytes);
  const end = tail.subarray(at);
  const { entries, sizeBytes, offset } = (await end64Of(file, from + at)) ?? {
    entries: end.readUInt16LE(10),
    sizeBytes: end.readUInt32LE(12),
    offset: end.readUInt32LE(16),
  };
  if (entries === 0) return undefined;
  // Data before the archive, as of one that extracts itself, shifts what is said of the directory's place.
  const directory = from + at - sizeBytes;
  const first = offset === IN_ZIP_64 ? undefined : await file.read(offset, 4);
  const shifted = await file.read(directory, 4);
  return [first, shifted].some((bytes) => bytes?.readUInt32LE(0) === DIRECTORY_ENTRY)
    ? undefined
    : problem('damaged', `the directory of a ZIP at byte ${offset}`, 'something else', offset);
}

async function end64Of(
  file: ByteSource,
  end: number,
): Promise<{ entries: number; sizeBytes: number; offset: number } | undefined> {
  const locator = await file.read(end - LOCATOR_BYTES, LOCATOR_BYTES);
  if (locator?.readUInt32LE(0) !== LOCATOR_64) return undefined;
  const bytes = await file.read(uint64le(locator, 8), END_64_BYTES);
  if (bytes?.readUInt32LE(0) !== END_64) return undefined;
  return { entries: uint64le(bytes, 32), sizeBytes: uint64le(bytes, 40), offset: uint64le(bytes, 48) };
}
