import { inflateRawSync, zstdDecompressSync } from 'node:zlib';
import { diskOfBlocks } from './block-disk.ts';
import type { BlockPlace } from './block-disk.ts';
import type { ByteSource } from './byte-source.ts';
import { plausibleSize } from './fields.ts';
import { zstdFrameBytes } from './zstd.ts';

/** What it takes to find the clusters of a qcow2. */
export interface Qcow2Tables {
  clusterBits: number;
  sizeBytes: number;
  l1: { offset: number };
  hasSubclusters: boolean;
  compression: 'zlib' | 'zstd';
}

const OFFSET = 0x00fffffffffffe00n;
const COMPRESSED = 1n << 62n;
const ALL_ZERO = 1n;

/**
 * The disk in a qcow2 that is whole by itself.
 * @see https://www.qemu.org/docs/master/interop/qcow2.html (Cluster mapping)
 */
export function qcow2Disk(file: ByteSource, tables: Qcow2Tables): ByteSource {
  const clusterBytes = 2 ** tables.clusterBits;
  const entryBytes = tables.hasSubclusters ? 16 : 8;
  const perTable = clusterBytes / entryBytes;

  const placeOf = async (cluster: number): Promise<BlockPlace | undefined> => {
    const first = await file.read(tables.l1.offset + Math.floor(cluster / perTable) * 8, 8);
    if (first === undefined) return undefined;
    const table = Number(first.readBigUInt64BE(0) & OFFSET);
    if (table === 0) return 'hole';
    const second = await file.read(table + (cluster % perTable) * entryBytes, entryBytes);
    if (second === undefined) return undefined;
    const entry = second.readBigUInt64BE(0);
    if ((entry & COMPRESSED) !== 0n) return decompress(file, tables, entry);
    const isZero = !tables.hasSubclusters && (entry & ALL_ZERO) !== 0n;
    const offset = Number(entry & OFFSET);
    return isZero || offset === 0 ? 'hole' : offset;
  };

  return diskOfBlocks(file, {
    sizeBytes: plausibleSize(tables.sizeBytes),
    blockBytes: clusterBytes,
    placeOf,
  });
}

/** Low bits are the offset, those above the sectors that follow the first one: at most what a cluster has. */
async function decompress(
  file: ByteSource,
  { clusterBits, compression }: Qcow2Tables,
  entry: bigint,
): Promise<Buffer | undefined> {
  const sectorBits = BigInt(clusterBits - 8);
  const offsetBits = 62n - sectorBits;
  const offset = Number(entry & ((1n << offsetBits) - 1n));
  const sectors = Number((entry >> offsetBits) & ((1n << sectorBits) - 1n));
  const length = (sectors + 1) * 512 - (offset % 512);
  const packed = await file.read(offset, Math.min(length, file.sizeBytes - offset));
  if (packed === undefined) return undefined;
  const limit = { maxOutputLength: 2 ** clusterBits };
  try {
    // What follows in the last sector is of another cluster, which only zlib does not mind.
    return compression === 'zlib'
      ? inflateRawSync(packed, limit)
      : zstdDecompressSync(packed.subarray(0, zstdFrameBytes(packed)), limit);
  } catch {
    return undefined;
  }
}
