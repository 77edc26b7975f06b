/*
 * The master boot record and its partitions.
 * @see https://uefi.org/specs/UEFI/2.10/05_GUID_Partition_Table_Format.html#legacy-master-boot-record-mbr
 */
import type { ByteSource } from './byte-source.ts';
import type { Partition } from './structure.ts';

const SECTOR = 512;
const CODE_BYTES = 440;
const ENTRIES = 446;
const ENTRY_BYTES = 16;
const SIGNATURE = 0xaa55;
const EXTENDED = new Set([0x05, 0x0f, 0x85]);
const MAX_LOGICAL = 128;

export const PROTECTIVE = 0xee;
export const EFI_SYSTEM = 0xef;

const NAMES: Readonly<Record<number, string>> = {
  0x01: 'FAT12',
  0x05: 'extended',
  0x06: 'FAT16',
  0x07: 'NTFS or exFAT',
  0x0b: 'FAT32',
  0x0c: 'FAT32',
  0x0e: 'FAT16',
  0x0f: 'extended',
  0x17: 'isohybrid',
  0x82: 'Linux swap',
  0x83: 'Linux',
  0x8e: 'Linux LVM',
  0xa5: 'FreeBSD',
  0xa6: 'OpenBSD',
  0xa9: 'NetBSD',
  0xcd: 'ISO 9660',
  [PROTECTIVE]: 'GPT protective',
  [EFI_SYSTEM]: 'EFI system',
  0xfd: 'Linux RAID',
};

export interface Mbr {
  /** Whether there is code for a BIOS to start. */
  hasCode: boolean;
  /** Whether it only keeps those away who do not know of the GUID partition table. */
  isProtective: boolean;
  partitions: Partition[];
}

interface Entry {
  type: number;
  start: number;
  sectors: number;
}

/** Reads the master boot record; undefined where the first sector is none. */
export async function readMbr(file: ByteSource): Promise<Mbr | undefined> {
  const sector = await file.read(0, SECTOR);
  const entries = sector === undefined ? undefined : entriesOf(sector);
  if (sector === undefined || entries === undefined) return undefined;
  const partitions: Partition[] = [];
  for (const [index, entry] of entries.entries()) {
    if (entry.type !== 0 && entry.sectors !== 0) partitions.push(partitionOf(entry, index + 1));
  }
  const extended = entries.find(({ type }) => EXTENDED.has(type));
  if (extended !== undefined) partitions.push(...(await readLogical(file, extended.start)));
  return {
    hasCode: sector.subarray(0, CODE_BYTES).some((byte) => byte !== 0),
    isProtective: entries.some(({ type }) => type === PROTECTIVE),
    partitions,
  };
}

/** The four entries of a sector; undefined where it has no signature, or holds what is no table. */
function entriesOf(sector: Buffer): Entry[] | undefined {
  if (sector.readUInt16LE(SECTOR - 2) !== SIGNATURE) return undefined;
  const at = [0, 1, 2, 3].map((index) => ENTRIES + index * ENTRY_BYTES);
  if (at.some((entry) => ((sector[entry] ?? 0) & 0x7f) !== 0)) return undefined;
  return at.map((entry) => ({
    type: sector.readUInt8(entry + 4),
    start: sector.readUInt32LE(entry + 8),
    sectors: sector.readUInt32LE(entry + 12),
  }));
}

/** The partitions within an extended one: each sector tells of one, and where the next sector is. */
async function readLogical(file: ByteSource, extended: number): Promise<Partition[]> {
  const partitions: Partition[] = [];
  const seen = new Set<number>();
  let at = extended;
  while (!seen.has(at) && seen.size < MAX_LOGICAL) {
    seen.add(at);
    const sector = await file.read(at * SECTOR, SECTOR);
    const [own, next] = (sector === undefined ? undefined : entriesOf(sector)) ?? [];
    if (own !== undefined && own.type !== 0)
      partitions.push(partitionOf({ ...own, start: at + own.start }, 4 + seen.size));
    if (next === undefined || !EXTENDED.has(next.type)) break;
    at = extended + next.start;
  }
  return partitions;
}

function partitionOf({ type, start, sectors }: Entry, number: number): Partition {
  return {
    number,
    typeId: `0x${type.toString(16).padStart(2, '0')}`,
    type: NAMES[type],
    startBytes: start * SECTOR,
    sizeBytes: sectors * SECTOR,
  };
}
