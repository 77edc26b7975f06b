/*
 * The catalogue of what a disc can be started with.
 * @see https://pdos.csail.mit.edu/6.828/2014/readings/boot-cdrom.pdf
 */
import type { ByteSource } from './byte-source.ts';
import { SECTOR } from './iso-descriptors.ts';
import { beyondEnd, problem } from './problem.ts';
import type { BootRecord, StructureProblem } from './structure.ts';

const ENTRY_BYTES = 32;
const BOOTABLE = 0x88;
const HEADER = 0x90;
const LAST_HEADER = 0x91;
const PLATFORMS: Readonly<Record<number, BootRecord>> = {
  0: 'el-torito-bios',
  1: 'el-torito-ppc',
  2: 'el-torito-mac',
  0xef: 'el-torito-efi',
};

export interface BootEntry {
  record: BootRecord;
  /** Where the image that is started begins in the file. */
  offset: number;
}

export interface BootCatalog {
  entries: BootEntry[];
  problems: StructureProblem[];
}

/** Reads the catalogue in this sector: one of 2048 bytes has place for more entries than any disc has. */
export async function readBootCatalog(file: ByteSource, sector: number): Promise<BootCatalog> {
  const offset = sector * SECTOR;
  const bytes = await file.read(offset, SECTOR);
  const missing = beyondEnd(file, 'the boot catalogue', offset, SECTOR);
  if (bytes === undefined) return { entries: [], problems: missing === undefined ? [] : [missing] };
  const wrong = checkValidation(bytes, offset);
  if (wrong !== undefined) return { entries: [], problems: [wrong] };
  const entries = entriesOf(bytes);
  const problems = entries.map(({ offset: image }) => beyondEnd(file, 'a boot image', image, SECTOR / 4));
  return { entries, problems: problems.filter((one) => one !== undefined) };
}

/** The first entry: its words sum up to nothing, and its last two bytes are a key. */
function checkValidation(bytes: Buffer, offset: number): StructureProblem | undefined {
  if (bytes[0] !== 1 || bytes.readUInt16LE(30) !== 0xaa55)
    return problem('damaged', 'a boot catalogue', 'something else', offset);
  let sum = 0;
  for (let at = 0; at < ENTRY_BYTES; at += 2) sum += bytes.readUInt16LE(at);
  return sum % 0x10000 === 0
    ? undefined
    : problem('checksum', 'the checksum of the boot catalogue', 'another', offset);
}

/** The initial entry is of the platform in the validation entry, each further one of that in the header above it. */
function entriesOf(bytes: Buffer): BootEntry[] {
  const entries: BootEntry[] = [];
  let platform = bytes.readUInt8(1);
  for (let at = ENTRY_BYTES; at < bytes.length; at += ENTRY_BYTES) {
    const kind = bytes[at];
    if (kind === HEADER || kind === LAST_HEADER) platform = bytes.readUInt8(at + 1);
    const record = PLATFORMS[platform];
    if (kind === BOOTABLE && record !== undefined)
      entries.push({ record, offset: bytes.readUInt32LE(at + 8) * SECTOR });
  }
  return entries;
}
