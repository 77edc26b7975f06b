/*
 * The GUID partition table.
 * @see https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html#gpt-header
 */
import { crc32 } from 'node:zlib';
import type { ByteSource } from './byte-source.ts';
import { guidAt, textOf, uint64le } from './fields.ts';
import { partitionType } from './partition-types.ts';
import { beyondEnd, problem } from './problem.ts';
import type { Partition, StructureProblem } from './structure.ts';

/** Disks count in one of the two, and images are made for both. */
const SECTOR_SIZES = [512, 4096];
const HEADER_BYTES = 92;
const SIGNATURE = 'EFI PART';
const ENTRY_BYTES = 128;
/** The usual table has 128 entries of 128 bytes. */
const MAX_TABLE_BYTES = 256 * 1024;
const NO_TYPE = '00000000-0000-0000-0000-000000000000';

export interface Gpt {
  partitions: Partition[];
  check: () => Promise<(StructureProblem | undefined)[]>;
}

/** Reads the table at the beginning of a disk; undefined where there is none. Of a broken one no partition is taken. */
export async function readGpt(file: ByteSource): Promise<Gpt | undefined> {
  for (const sector of SECTOR_SIZES) {
    const header = await file.read(sector, HEADER_BYTES);
    if (header?.toString('latin1', 0, 8) === SIGNATURE) return readTable(file, sector, header);
  }
  return undefined;
}

async function readTable(file: ByteSource, sector: number, header: Buffer): Promise<Gpt> {
  const broken = (wrong: StructureProblem | undefined): Gpt => ({
    partitions: [],
    check: async () => [wrong],
  });
  const headerBytes = header.readUInt32LE(12);
  const whole = headerBytes <= sector ? await file.read(sector, headerBytes) : undefined;
  if (whole === undefined || headerBytes < HEADER_BYTES)
    return broken(problem('damaged', 'a header of a GPT within its sector', `${headerBytes} bytes`, sector));
  if (crc32(Buffer.from(whole).fill(0, 16, 20)) !== header.readUInt32LE(16))
    return broken(problem('checksum', 'the CRC of the header of the GPT', 'another', sector + 16));
  const offset = uint64le(header, 72) * sector;
  const entryBytes = header.readUInt32LE(84);
  const tableBytes = header.readUInt32LE(80) * entryBytes;
  if (entryBytes < ENTRY_BYTES || tableBytes > MAX_TABLE_BYTES)
    return broken(problem('damaged', 'a GPT of 256 KiB at most', `${tableBytes} bytes`, sector + 80));
  const table = await file.read(offset, tableBytes);
  if (table === undefined) return broken(beyondEnd(file, 'the GPT', offset, tableBytes));
  if (crc32(table) !== header.readUInt32LE(88))
    return broken(problem('checksum', 'the CRC of the entries of the GPT', 'another', offset));
  return {
    partitions: partitionsOf(table, entryBytes, sector),
    check: async () => [await checkBackup(file, uint64le(header, 32) * sector, sector)],
  };
}

function partitionsOf(table: Buffer, entryBytes: number, sector: number): Partition[] {
  const partitions: Partition[] = [];
  for (let at = 0; at + entryBytes <= table.length; at += entryBytes) {
    const typeId = guidAt(table, at);
    if (typeId === NO_TYPE) continue;
    const type = partitionType(typeId);
    const first = uint64le(table, at + 32);
    partitions.push({
      number: at / entryBytes + 1,
      typeId,
      type: type?.name,
      name: textOf(table.subarray(at + 56, at + 128), 'utf16le'),
      startBytes: first * sector,
      sizeBytes: (uint64le(table, at + 40) - first + 1) * sector,
      arch: type?.arch,
    });
  }
  return partitions;
}

/** The copy lies in the last sector of the disk. */
async function checkBackup(
  file: ByteSource,
  offset: number,
  sector: number,
): Promise<StructureProblem | undefined> {
  const missing = beyondEnd(file, 'the copy of the GPT', offset, sector);
  if (missing !== undefined) return missing;
  const copy = await file.read(offset, 8);
  return copy?.toString('latin1') === SIGNATURE
    ? undefined
    : problem('damaged', 'the copy of the GPT', 'something else', offset);
}
