/*
 * The folders of ISO 9660, with the names that Rock Ridge or Joliet give.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-119/ (9.1 Directory records)
 * @see http://www.ymi.com/ymi/sites/default/files/pdf/Rockridge.pdf (4.1.4 NM)
 */
import type { ByteSource } from './byte-source.ts';
import { readUpTo } from './byte-source.ts';
import { textOf } from './fields.ts';
import { SECTOR } from './iso-descriptors.ts';
import type { Descriptors, Extent, VolumeDescriptor } from './iso-descriptors.ts';

/** A folder of some thousands of files has less. */
const MAX_FOLDER_BYTES = 1024 * 1024;
const RECORD_BYTES = 34;
const FOLDER = 0x02;
const CONTINUED = 0x80;
/** Fields of Rock Ridge may go on elsewhere, and there again. */
const MAX_CONTINUATIONS = 4;

/** A tree of folders on a disc. */
export interface IsoTree {
  file: ByteSource;
  descriptor: VolumeDescriptor;
  /** Joliet's tree has its names in UCS-2. */
  isJoliet: boolean;
}

export interface IsoEntry {
  name: string;
  isFolder: boolean;
  extent: Extent;
}

/**
 * The tree with the names as they were given: the primary one where Rock Ridge wrote them there, else Joliet's. Without
 * both they are of capital letters; undefined where the disc has no tree at all.
 */
export async function isoTreeOf(
  file: ByteSource,
  { primary, joliet }: Descriptors,
): Promise<IsoTree | undefined> {
  if (primary === undefined) return joliet && { file, descriptor: joliet, isJoliet: true };
  const plain: IsoTree = { file, descriptor: primary, isJoliet: false };
  if (joliet === undefined) return plain;
  const { block, sizeBytes } = primary.root;
  const start = block * primary.blockBytes;
  for (const record of recordsOf(await readUpTo(file, start, Math.min(sizeBytes, SECTOR)))) {
    if (!isSelfOrParent(record) && (await rockRidgeName(plain, record)) !== undefined) return plain;
  }
  return { file, descriptor: joliet, isJoliet: true };
}

/**
 * The entries of a folder, without itself and the one above. What is no sound record ends the sector that it is in.
 *
 * @param maxBytes of the folder that are read.
 */
export async function readIsoFolder(
  tree: IsoTree,
  extent: Extent,
  maxBytes = MAX_FOLDER_BYTES,
): Promise<IsoEntry[]> {
  const start = extent.block * tree.descriptor.blockBytes;
  const bytes = await readUpTo(tree.file, start, Math.min(extent.sizeBytes, maxBytes));
  const entries: IsoEntry[] = [];
  let isContinuation = false;
  for (const record of recordsOf(bytes)) {
    if (isSelfOrParent(record)) continue;
    const flags = record.readUInt8(25);
    const sizeBytes = record.readUInt32LE(10);
    const before = entries.at(-1);
    // A file of 4 GiB and more is written as several records, each but the last one with a flag.
    if (isContinuation && before !== undefined) before.extent.sizeBytes += sizeBytes;
    else
      entries.push({
        name: (tree.isJoliet ? undefined : await rockRidgeName(tree, record)) ?? plainName(record, tree),
        isFolder: (flags & FOLDER) !== 0,
        extent: { block: record.readUInt32LE(2) + record.readUInt8(1), sizeBytes },
      });
    isContinuation = (flags & CONTINUED) !== 0;
  }
  return entries;
}

/** The entry at a path from the root, in letters of either case; undefined where there is none. */
export async function findInIso(tree: IsoTree, path: readonly string[]): Promise<IsoEntry | undefined> {
  let entry: IsoEntry | undefined = { name: '', isFolder: true, extent: tree.descriptor.root };
  for (const name of path) {
    if (entry?.isFolder !== true) return undefined;
    const entries = await readIsoFolder(tree, entry.extent, MAX_SEARCHED_BYTES);
    entry = entries.find((one) => one.name.toLowerCase() === name.toLowerCase());
  }
  return entry;
}

/** What is looked for lies in small folders. */
const MAX_SEARCHED_BYTES = 64 * 1024;

/** The records of a folder. None goes over the end of a sector; what is left of one is zero. */
function* recordsOf(bytes: Buffer): Generator<Buffer> {
  for (let sector = 0; sector < bytes.length; sector += SECTOR) {
    const end = Math.min(sector + SECTOR, bytes.length);
    let at = sector;
    while (at < end) {
      const length = bytes[at] ?? 0;
      if (length < RECORD_BYTES || at + length > end || 33 + (bytes[at + 32] ?? 0) > length) break;
      yield bytes.subarray(at, at + length);
      at += length;
    }
  }
}

function isSelfOrParent(record: Buffer): boolean {
  return record[32] === 1 && (record[33] ?? 0) <= 1;
}

function plainName(record: Buffer, { isJoliet }: IsoTree): string {
  const identifier = record.subarray(33, 33 + record.readUInt8(32));
  const name = textOf(identifier, isJoliet ? 'utf16be' : 'latin1') ?? '';
  return name.replace(/;\d*$/, '').replace(/(?<=.)\.$/, '');
}

async function rockRidgeName({ file, descriptor }: IsoTree, record: Buffer): Promise<string | undefined> {
  const nameBytes = record.readUInt8(32);
  let fields: Buffer | undefined = record.subarray(33 + nameBytes + (nameBytes % 2 === 0 ? 1 : 0));
  const pieces: Buffer[] = [];
  for (let hops = 0; fields !== undefined && hops <= MAX_CONTINUATIONS; hops++) {
    let next: { offset: number; length: number } | undefined;
    for (const field of fieldsOf(fields)) {
      const kind = field.toString('latin1', 0, 2);
      if (kind === 'NM') pieces.push(field.subarray(5));
      else if (kind === 'CE' && field.length >= 28)
        next = {
          offset: field.readUInt32LE(4) * descriptor.blockBytes + field.readUInt32LE(12),
          length: Math.min(field.readUInt32LE(20), SECTOR),
        };
    }
    fields = next === undefined ? undefined : await file.read(next.offset, next.length);
  }
  return textOf(Buffer.concat(pieces), 'utf8');
}

function* fieldsOf(bytes: Buffer): Generator<Buffer> {
  let at = 0;
  while (at + 5 <= bytes.length) {
    const length = bytes[at + 2] ?? 0;
    if (length < 4 || at + length > bytes.length) return;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}
