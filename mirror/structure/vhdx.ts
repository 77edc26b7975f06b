/*
 * Virtual Hard Disk v2.
 * @see https://learn.microsoft.com/openspecs/windows_protocols/ms-vhdx/
 */
import type { ByteSource } from './byte-source.ts';
import { diskOfBlocks } from './block-disk.ts';
import { readUpTo } from './byte-source.ts';
import { crc32c } from './crc32c.ts';
import { guidAt, plausibleSize, textOf, uint64le } from './fields.ts';
import { readInside } from './disk-inside.ts';
import { beyondEnd, problem, wantsAnother } from './problem.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const KIB = 1024;
const MIB = 1024 * KIB;
const HEADERS = [64 * KIB, 128 * KIB];
const HEADER_BYTES = 4 * KIB;
const REGION_TABLES = [192 * KIB, 256 * KIB];
const TABLE_BYTES = 64 * KIB;
const MAX_REGIONS = 2047;

const BAT = '2dc27766-f623-4200-9d64-115e9bfd4a08';
const METADATA = '8b7ca206-4790-4b9a-b8fe-575f050f886e';
const FILE_PARAMETERS = 'caa16737-fa36-4d43-b3b6-33f0aa44e76b';
const DISK_SIZE = '2fa54224-cd1b-4876-b211-5dbed83bf4b8';
const SECTOR_SIZE = '8141bf1d-a96f-4709-ba47-f233a8faab5f';
const HAS_PARENT = 2;
const NO_LOG = '00000000-0000-0000-0000-000000000000';

/** States of a block that has a place in the file. */
const PRESENT = new Set([6, 7]);
const MAX_BAT_BYTES = 2 * MIB;
const SECTORS_OF_BITMAP = 2 ** 23;

interface Place {
  offset: number;
  sizeBytes: number;
}

interface Sizes {
  blockBytes: number;
  sectorBytes: number;
  virtualBytes: number | undefined;
}

export const readVhdx: ReadFormat = async (file) => {
  const identifier = await file.read(0, 520);
  if (identifier === undefined || identifier.toString('latin1', 0, 8) !== 'vhdxfile') return undefined;
  const header = await currentHeader(file);
  const regions = await readRegions(file);
  const metadata = await readMetadata(file, regions?.get(METADATA));
  const size = metadata.get(DISK_SIZE);
  const parameters = metadata.get(FILE_PARAMETERS);
  const wanted =
    parameters !== undefined && (parameters.readUInt32LE(4) & HAS_PARENT) !== 0 ? 'unnamed' : undefined;
  const virtualBytes = size === undefined ? undefined : plausibleSize(uint64le(size, 0));
  const blockBytes = parameters?.readUInt32LE(0) ?? 0;
  const sectorBytes = metadata.get(SECTOR_SIZE)?.readUInt32LE(0) ?? 512;
  const bat = regions?.get(BAT);
  const isReadable = wanted === undefined && bat !== undefined && blockBytes >= MIB;
  const inside = await readInside(
    isReadable ? diskIn(file, bat, { blockBytes, sectorBytes, virtualBytes }) : undefined,
  );
  return {
    structure: {
      ...inside.stated,
      format: 'vhdx',
      application: textOf(identifier.subarray(8), 'utf16le'),
      virtualBytes,
      backingFile: wanted,
    },
    check: async () => [
      header === undefined
        ? problem('checksum', 'a header of VHDX with its checksum', 'none', HEADERS[0])
        : undefined,
      header !== undefined && guidAt(header, 48) !== NO_LOG
        ? problem('incomplete', 'a VHDX that was closed', 'one with a log that is still to be written', 48)
        : undefined,
      regions === undefined
        ? problem('checksum', 'a region table of VHDX with its checksum', 'none', REGION_TABLES[0])
        : undefined,
      wantsAnother(wanted),
      ...[...(regions?.values() ?? [])].map(({ offset, sizeBytes }) =>
        beyondEnd(file, 'a region of VHDX', offset, sizeBytes),
      ),
      regions !== undefined && size === undefined
        ? problem('damaged', 'the size of the disk among the metadata of VHDX', 'none')
        : undefined,
      // Beside a parent there are bitmaps among the blocks, of a megabyte each.
      await checkBlocks(file, bat, wanted === undefined ? blockBytes : MIB),
      ...(await inside.check()),
    ],
  };
};

/** Of two headers with their checksum the one that was written later. */
async function currentHeader(file: ByteSource): Promise<Buffer | undefined> {
  const headers = await Promise.all(HEADERS.map((offset) => sound(file, offset, HEADER_BYTES, 'head')));
  return headers
    .filter((header) => header !== undefined)
    .toSorted((a, b) => uint64le(b, 8) - uint64le(a, 8))[0];
}

async function readRegions(file: ByteSource): Promise<Map<string, Place> | undefined> {
  for (const at of REGION_TABLES) {
    const table = await sound(file, at, TABLE_BYTES, 'regi');
    if (table === undefined) continue;
    const count = Math.min(table.readUInt32LE(8), MAX_REGIONS);
    return new Map(
      Array.from({ length: count }, (_, index) => 16 + index * 32).map((entry) => [
        guidAt(table, entry),
        { offset: uint64le(table, entry + 16), sizeBytes: table.readUInt32LE(entry + 24) },
      ]),
    );
  }
  return undefined;
}

/** What begins with this word and has its checksum. */
async function sound(
  file: ByteSource,
  offset: number,
  sizeBytes: number,
  word: string,
): Promise<Buffer | undefined> {
  const bytes = await file.read(offset, sizeBytes);
  if (bytes === undefined || bytes.toString('latin1', 0, 4) !== word) return undefined;
  const stated = bytes.readUInt32LE(4);
  const blanked = Buffer.from(bytes).fill(0, 4, 8);
  return crc32c(blanked) === stated ? bytes : undefined;
}

/** The items that are read here, which are 8 bytes each. */
async function readMetadata(file: ByteSource, region: Place | undefined): Promise<Map<string, Buffer>> {
  const items = new Map<string, Buffer>();
  const table = region === undefined ? undefined : await file.read(region.offset, TABLE_BYTES);
  if (region === undefined || table?.toString('latin1', 0, 8) !== 'metadata') return items;
  const count = Math.min(table.readUInt16LE(10), MAX_REGIONS);
  for (let entry = 32; entry < 32 * (count + 1); entry += 32) {
    const id = guidAt(table, entry);
    if (![DISK_SIZE, FILE_PARAMETERS, SECTOR_SIZE].includes(id)) continue;
    const value = await file.read(region.offset + table.readUInt32LE(entry + 16), 8);
    if (value !== undefined) items.set(id, value);
  }
  return items;
}

/**
 * The disk in a VHDX: after the places of so many blocks as a bitmap of their sectors would have place for, the table
 * has the place of that bitmap.
 */
function diskIn(file: ByteSource, bat: Place, { blockBytes, sectorBytes, virtualBytes }: Sizes): ByteSource {
  const perBitmap = Math.max(1, Math.floor((SECTORS_OF_BITMAP * sectorBytes) / blockBytes));
  return diskOfBlocks(file, {
    sizeBytes: virtualBytes,
    blockBytes,
    placeOf: async (block) => {
      const entry = await file.read(bat.offset + (block + Math.floor(block / perBitmap)) * 8, 8);
      if (entry === undefined) return undefined;
      return PRESENT.has(entry.readUInt8(0) & 7) ? Number(entry.readBigUInt64LE(0) >> 20n) * MIB : 'hole';
    },
  });
}

/** That the block which lies last is there. */
async function checkBlocks(
  file: ByteSource,
  bat: Place | undefined,
  blockBytes: number,
): Promise<StructureProblem | undefined> {
  if (bat === undefined) return undefined;
  const entries = await readUpTo(file, bat.offset, Math.min(bat.sizeBytes, MAX_BAT_BYTES));
  let last = 0;
  for (let at = 0; at + 8 <= entries.length; at += 8) {
    if (!PRESENT.has((entries[at] ?? 0) & 7)) continue;
    const megabytes = Number(entries.readBigUInt64LE(at) >> 20n);
    if (megabytes > last) last = megabytes;
  }
  return last === 0 ? undefined : beyondEnd(file, 'the last block', last * MIB, blockBytes);
}
