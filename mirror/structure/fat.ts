/*
 * FAT12, FAT16 and FAT32, as far as it takes to list a folder.
 * @see https://download.microsoft.com/download/1/6/1/161ba512-40e2-4cc9-843a-923143f3456c/fatgen103.doc
 */
import type { ByteSource } from './byte-source.ts';
import { readUpTo } from './byte-source.ts';
import { textOf } from './fields.ts';

const BOOT_SECTOR_BYTES = 512;
const ENTRY_BYTES = 32;
const LONG_NAME = 0x0f;
const VOLUME = 0x08;
const FOLDER = 0x10;
const DELETED = 0xe5;
const FAT12_CLUSTERS = 4085;
const FAT16_CLUSTERS = 65525;
/** Clusters of a folder that are read; those of `EFI/BOOT` hold a dozen files. */
const MAX_CLUSTERS = 16;
const MAX_FOLDER_BYTES = 64 * 1024;

export interface Fat {
  kind: 'FAT12' | 'FAT16' | 'FAT32';
  label: string | undefined;
  sizeBytes: number;
  /** Names of the files and folders at a path from the root; empty where there is no such folder. */
  list: (path: readonly string[]) => Promise<string[]>;
}

interface Layout {
  kind: Fat['kind'];
  fatOffset: number;
  rootOffset: number;
  rootBytes: number;
  rootCluster: number;
  dataOffset: number;
  clusterBytes: number;
}

interface Entry {
  name: string;
  isFolder: boolean;
  cluster: number;
}

/** Reads a FAT file system; undefined where there is none. */
export async function readFat(file: ByteSource): Promise<Fat | undefined> {
  const sector = await file.read(0, BOOT_SECTOR_BYTES);
  if (sector === undefined || sector.readUInt16LE(510) !== 0xaa55) return undefined;
  if (sector[0] !== 0xeb && sector[0] !== 0xe9) return undefined;
  const bytesPerSector = sector.readUInt16LE(11);
  const perCluster = sector.readUInt8(13);
  const tables = sector.readUInt8(16);
  const sectors = sector.readUInt16LE(19) || sector.readUInt32LE(32);
  const tableSectors = sector.readUInt16LE(22) || sector.readUInt32LE(36);
  if (![512, 1024, 2048, 4096].includes(bytesPerSector)) return undefined;
  if (perCluster === 0 || (perCluster & (perCluster - 1)) !== 0 || tables === 0 || tableSectors === 0)
    return undefined;
  const reserved = sector.readUInt16LE(14);
  const rootBytes = sector.readUInt16LE(17) * ENTRY_BYTES;
  const rootSectors = Math.ceil(rootBytes / bytesPerSector);
  const rootSector = reserved + tables * tableSectors;
  const clusters = Math.floor((sectors - rootSector - rootSectors) / perCluster);
  if (clusters <= 0) return undefined;
  const kind = clusters < FAT12_CLUSTERS ? 'FAT12' : clusters < FAT16_CLUSTERS ? 'FAT16' : 'FAT32';
  const layout: Layout = {
    kind,
    fatOffset: reserved * bytesPerSector,
    rootOffset: rootSector * bytesPerSector,
    rootBytes,
    rootCluster: kind === 'FAT32' ? sector.readUInt32LE(44) : 0,
    dataOffset: (rootSector + rootSectors) * bytesPerSector,
    clusterBytes: perCluster * bytesPerSector,
  };
  const labelAt = kind === 'FAT32' ? 71 : 43;
  const label = textOf(sector.subarray(labelAt, labelAt + 11));
  return {
    kind,
    label: label === 'NO NAME' ? undefined : label,
    sizeBytes: sectors * bytesPerSector,
    list: (path) => list(file, layout, path),
  };
}

async function list(file: ByteSource, layout: Layout, path: readonly string[]): Promise<string[]> {
  let entries = await readFolder(file, layout, 0);
  for (const name of path) {
    const folder = entries.find((entry) => entry.isFolder && entry.name.toLowerCase() === name.toLowerCase());
    if (folder === undefined) return [];
    entries = await readFolder(file, layout, folder.cluster);
  }
  return entries.map((entry) => entry.name);
}

/** The entries of the folder that begins in this cluster; the root's is 0. */
async function readFolder(file: ByteSource, layout: Layout, cluster: number): Promise<Entry[]> {
  if (cluster === 0 && layout.kind !== 'FAT32')
    return entriesOf(await readUpTo(file, layout.rootOffset, Math.min(layout.rootBytes, MAX_FOLDER_BYTES)));
  const pieces: Buffer[] = [];
  let at = cluster === 0 ? layout.rootCluster : cluster;
  for (let count = 0; count < MAX_CLUSTERS && at >= 2; count++) {
    const offset = layout.dataOffset + (at - 2) * layout.clusterBytes;
    pieces.push(await readUpTo(file, offset, Math.min(layout.clusterBytes, MAX_FOLDER_BYTES)));
    at = await nextCluster(file, layout, at);
  }
  return entriesOf(Buffer.concat(pieces));
}

/** The cluster after this one; 0 at the end of the chain, or where it leads nowhere. */
async function nextCluster(file: ByteSource, { kind, fatOffset }: Layout, cluster: number): Promise<number> {
  const bits = kind === 'FAT12' ? 12 : kind === 'FAT16' ? 16 : 32;
  const entry = await file.read(fatOffset + Math.floor((cluster * bits) / 8), Math.ceil(bits / 8));
  if (entry === undefined) return 0;
  const value = entry.readUIntLE(0, entry.length);
  const next =
    bits === 12
      ? cluster % 2 === 1
        ? value >>> 4
        : value & 0xfff
      : bits === 16
        ? value
        : value & 0x0fffffff;
  const last = bits === 12 ? 0xff8 : bits === 16 ? 0xfff8 : 0x0ffffff8;
  return next >= last ? 0 : next;
}

function entriesOf(bytes: Buffer): Entry[] {
  const entries: Entry[] = [];
  let long = '';
  for (let at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
    const entry = bytes.subarray(at, at + ENTRY_BYTES);
    const attributes = entry.readUInt8(11);
    if (entry[0] === 0) break;
    if (entry[0] === DELETED) long = '';
    // The pieces of a long name lie before its entry, the last one first.
    else if (attributes === LONG_NAME) long = pieceOf(entry) + long;
    else {
      if ((attributes & VOLUME) === 0) {
        const cluster = entry.readUInt16LE(26) + entry.readUInt16LE(20) * 0x10000;
        entries.push({ name: long || shortName(entry), isFolder: (attributes & FOLDER) !== 0, cluster });
      }
      long = '';
    }
  }
  return entries;
}

function pieceOf(entry: Buffer): string {
  const piece = Buffer.concat([entry.subarray(1, 11), entry.subarray(14, 26), entry.subarray(28, 32)]);
  return piece.toString('utf16le').split('\0', 1)[0] ?? '';
}

function shortName(entry: Buffer): string {
  const base = entry.toString('latin1', 0, 8).trimEnd();
  const ending = entry.toString('latin1', 8, 11).trimEnd();
  return ending === '' ? base : `${base}.${ending}`;
}
