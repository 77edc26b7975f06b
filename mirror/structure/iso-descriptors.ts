/*
 * The volume descriptors of ISO 9660.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-119/
 */
import type { ByteSource } from './byte-source.ts';
import { momentOfParts, textOf } from './fields.ts';

/** Sectors of a disc, whatever size its blocks have. */
export const SECTOR = 2048;
const FIRST_SECTOR = 16;
/** A disc has three or four. */
const MAX_DESCRIPTORS = 32;
const KIND = { boot: 0, primary: 1, supplementary: 2, end: 255 };
const EL_TORITO = 'EL TORITO SPECIFICATION';
/** The escape sequences of Joliet's three levels: names in UCS-2. */
const JOLIET = new Set(['%/@', '%/C', '%/E']);

/** Where a file or folder lies. */
export interface Extent {
  block: number;
  sizeBytes: number;
}

export interface VolumeDescriptor {
  /** Where it lies in the file. */
  offset: number;
  volumeId: string | undefined;
  publisher: string | undefined;
  preparer: string | undefined;
  application: string | undefined;
  createdAt: string | undefined;
  /** Of the whole volume; each number stands there twice, with its bytes in either order. */
  blocks: { littleEndian: number; bigEndian: number };
  blockBytes: number;
  root: Extent;
}

export interface Descriptors {
  primary: VolumeDescriptor | undefined;
  joliet: VolumeDescriptor | undefined;
  /** Sector of El Torito's catalogue. */
  bootCatalog: number | undefined;
  /** Whether the list has an end. */
  isEnded: boolean;
}

/** Reads the descriptors; undefined where the first one is none. */
export async function readDescriptors(file: ByteSource): Promise<Descriptors | undefined> {
  const found: Descriptors = {
    primary: undefined,
    joliet: undefined,
    bootCatalog: undefined,
    isEnded: false,
  };
  for (let index = 0; index < MAX_DESCRIPTORS && !found.isEnded; index++) {
    const offset = (FIRST_SECTOR + index) * SECTOR;
    const sector = await file.read(offset, SECTOR);
    if (sector?.toString('latin1', 1, 6) !== 'CD001') return index === 0 ? undefined : found;
    const kind = sector[0];
    if (kind === KIND.primary) found.primary ??= descriptorOf(sector, offset, 'latin1');
    else if (kind === KIND.supplementary && JOLIET.has(sector.toString('latin1', 88, 91)))
      found.joliet ??= descriptorOf(sector, offset, 'utf16be');
    else if (kind === KIND.boot && sector.toString('latin1', 7, 30) === EL_TORITO)
      found.bootCatalog ??= sector.readUInt32LE(71);
    found.isEnded = kind === KIND.end;
  }
  return found;
}

function descriptorOf(sector: Buffer, offset: number, encoding: 'latin1' | 'utf16be'): VolumeDescriptor {
  const text = (start: number, length: number): string | undefined =>
    textOf(sector.subarray(start, start + length), encoding);
  return {
    offset,
    volumeId: text(40, 32),
    publisher: text(318, 128),
    preparer: text(446, 128),
    application: text(574, 128),
    createdAt: momentIn(sector.subarray(813, 830)),
    blocks: { littleEndian: sector.readUInt32LE(80), bigEndian: sector.readUInt32BE(84) },
    blockBytes: sector.readUInt16LE(128),
    root: { block: sector.readUInt32LE(158), sizeBytes: sector.readUInt32LE(166) },
  };
}

/** Sixteen digits from the year to hundredths of seconds, then quarters of an hour east of Greenwich. */
function momentIn(field: Buffer): string | undefined {
  const digits = field.toString('latin1', 0, 14);
  if (!/^\d{14}$/.test(digits)) return undefined;
  const parts = [digits.slice(0, 4), ...(digits.slice(4).match(/../g) ?? [])].map(Number);
  return momentOfParts(parts, field.readInt8(16) * 15);
}
