import { inflateSync } from 'node:zlib';
import { diskOfBlocks } from './block-disk.ts';
import type { BlockPlace } from './block-disk.ts';
import type { ByteSource } from './byte-source.ts';
import { plausibleSize, uint64le } from './fields.ts';

const SECTOR = 512;
const COMPRESSED = 0x10000;
/** Before each compressed grain: its place on the disk, and how many bytes follow. */
const MARKER_BYTES = 12;
/** Grains are of 64 KiB. */
const MAX_GRAIN_SECTORS = 4096;

/** Where the directory of grains is, and of what size things are. */
export interface GrainSizes {
  directoryAt: number;
  capacityBytes: number;
  grainBytes: number;
  perTable: number;
  isCompressed: boolean;
}

/** Reads the sizes; undefined where they are none that a disk has. */
export function grainSizesOf(header: Buffer): GrainSizes | undefined {
  const grain = uint64le(header, 20);
  const perTable = header.readUInt32LE(44);
  const capacityBytes = plausibleSize(uint64le(header, 12) * SECTOR);
  if (grain === 0 || grain > MAX_GRAIN_SECTORS || perTable === 0 || perTable > 512) return undefined;
  if (capacityBytes === undefined) return undefined;
  return {
    directoryAt: uint64le(header, 56) * SECTOR,
    capacityBytes,
    grainBytes: grain * SECTOR,
    perTable,
    isCompressed: (header.readUInt32LE(8) & COMPRESSED) !== 0,
  };
}

/** The disk in a sparse extent. */
export function vmdkDisk(file: ByteSource, sizes: GrainSizes): ByteSource {
  const { directoryAt, capacityBytes, grainBytes, perTable, isCompressed } = sizes;

  const placeOf = async (grain: number): Promise<BlockPlace | undefined> => {
    const table = (await file.read(directoryAt + Math.floor(grain / perTable) * 4, 4))?.readUInt32LE(0);
    if (table === undefined) return undefined;
    if (table === 0) return 'hole';
    const place = (await file.read(table * SECTOR + (grain % perTable) * 4, 4))?.readUInt32LE(0);
    if (place === undefined) return undefined;
    // A grain in the first sectors, where the header is, is one of zeros.
    if (place <= 1) return 'hole';
    return isCompressed ? decompress(file, place * SECTOR, grainBytes) : place * SECTOR;
  };

  return diskOfBlocks(file, { sizeBytes: capacityBytes, blockBytes: grainBytes, placeOf });
}

async function decompress(file: ByteSource, offset: number, grainBytes: number): Promise<Buffer | undefined> {
  const length = (await file.read(offset, MARKER_BYTES))?.readUInt32LE(8) ?? 0;
  const packed = length > 2 * grainBytes ? undefined : await file.read(offset + MARKER_BYTES, length);
  try {
    return packed && inflateSync(packed, { maxOutputLength: grainBytes });
  } catch {
    return undefined;
  }
}
