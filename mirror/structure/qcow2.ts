/*
 * QEMU's disk image.
 * @see https://www.qemu.org/docs/master/interop/qcow2.html
 */
import type { ByteSource } from './byte-source.ts';
import { readUpTo } from './byte-source.ts';
import { plausibleSize, textOf, uint64be } from './fields.ts';
import { readInside } from './disk-inside.ts';
import { beyondEnd, problem, wantsAnother } from './problem.ts';
import { qcow2Disk } from './qcow2-disk.ts';
import type { Qcow2Tables } from './qcow2-disk.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const MAGIC = 0x514649fb;
const HEADER_BYTES = 72;
const HEADER_3_BYTES = 104;
const MIN_CLUSTER_BITS = 9;
const MAX_CLUSTER_BITS = 21;
/** As in QEMU: a longer name is refused. */
const MAX_NAME_BYTES = 1023;
const MAX_L1_BYTES = 32 * 1024 * 1024;
const MAX_REFCOUNT_TABLE_BYTES = 8 * 1024 * 1024;
/** Of a table so much is looked at: that of a file of 256 TiB. */
const TABLE_BYTES_READ = 1024 * 1024;
const EXTERNAL_DATA = { bit: 4, extension: 0x44415441 };
const CORRUPT = 2;
const OTHER_COMPRESSION = 8;
const SUBCLUSTERS = 16;
/** No image has so many header extensions. */
const MAX_EXTENSIONS = 32;

interface Header extends Qcow2Tables {
  version: number;
  l1: { entries: number; offset: number };
  refcounts: { clusters: number; offset: number; bits: number };
  features: number;
  headerBytes: number;
}

export const readQcow2: ReadFormat = async (file) => {
  const bytes = await file.read(0, HEADER_BYTES);
  if (bytes?.readUInt32BE(0) !== MAGIC) return undefined;
  const header = readHeader(bytes, await readUpTo(file, 0, HEADER_3_BYTES));
  const backingFile = await backingFileOf(file, bytes);
  const wanted = backingFile ?? (await externalDataOf(file, header));
  const isReadable = wanted === undefined && bytes.readUInt32BE(32) === 0 && hasSoundClusters(header);
  const inside = await readInside(isReadable ? qcow2Disk(file, header) : undefined);
  return {
    structure: {
      ...inside.stated,
      format: 'qcow2',
      variant: `version ${header.version}`,
      virtualBytes: plausibleSize(header.sizeBytes),
      backingFile: wanted,
    },
    check: async () => [
      wantsAnother(wanted),
      ...(await checkHeader(file, header)),
      ...(await inside.check()),
    ],
  };
};

function readHeader(bytes: Buffer, whole: Buffer): Header {
  const version = bytes.readUInt32BE(4);
  const isNew = version >= 3 && whole.length === HEADER_3_BYTES;
  const features = isNew ? whole.readUInt32BE(76) : 0;
  return {
    version,
    clusterBits: bytes.readUInt32BE(20),
    sizeBytes: uint64be(bytes, 24),
    l1: { entries: bytes.readUInt32BE(36), offset: uint64be(bytes, 40) },
    refcounts: {
      clusters: bytes.readUInt32BE(56),
      offset: uint64be(bytes, 48),
      bits: isNew ? 2 ** Math.min(whole.readUInt32BE(96), 7) : 16,
    },
    features,
    hasSubclusters: (features & SUBCLUSTERS) !== 0,
    // QEMU knows one other, and would have written a header that says which.
    compression: (features & OTHER_COMPRESSION) === 0 ? 'zlib' : 'zstd',
    headerBytes: isNew ? whole.readUInt32BE(100) : HEADER_BYTES,
  };
}

function hasSoundClusters({ clusterBits }: Header): boolean {
  return clusterBits >= MIN_CLUSTER_BITS && clusterBits <= MAX_CLUSTER_BITS;
}

async function backingFileOf(file: ByteSource, bytes: Buffer): Promise<string | undefined> {
  const offset = uint64be(bytes, 8);
  if (offset === 0) return undefined;
  const name = await readUpTo(file, offset, Math.min(bytes.readUInt32BE(16), MAX_NAME_BYTES));
  return textOf(name, 'utf8') ?? 'unnamed';
}

/** The file that holds the data where this one holds the tables alone. */
async function externalDataOf(
  file: ByteSource,
  { features, headerBytes }: Header,
): Promise<string | undefined> {
  if ((features & EXTERNAL_DATA.bit) === 0) return undefined;
  let at = headerBytes;
  for (let count = 0; count < MAX_EXTENSIONS; count++) {
    const extension = await file.read(at, 8);
    if (extension === undefined || extension.readUInt32BE(0) === 0) break;
    const length = extension.readUInt32BE(4);
    if (extension.readUInt32BE(0) === EXTERNAL_DATA.extension)
      return textOf(await readUpTo(file, at + 8, Math.min(length, MAX_NAME_BYTES)), 'utf8') ?? 'unnamed';
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return 'unnamed';
}

async function checkHeader(file: ByteSource, header: Header): Promise<(StructureProblem | undefined)[]> {
  const { version, clusterBits, sizeBytes, l1, refcounts, features } = header;
  if (version !== 2 && version !== 3)
    return [problem('damaged', 'version 2 or 3 of qcow', `version ${version}`, 4)];
  if (!hasSoundClusters(header))
    return [problem('damaged', 'clusters of 512 bytes to 2 MiB', `2^${clusterBits} bytes`, 20)];
  const clusterBytes = 2 ** clusterBits;
  // With subclusters the tables are twice as long, never shorter.
  const needed = Math.ceil(sizeBytes / clusterBytes / (clusterBytes / 8));
  if (l1.entries * 8 > MAX_L1_BYTES || l1.entries < needed)
    return [problem('damaged', `${needed} entries in the first table of clusters`, `${l1.entries}`, 36)];
  if (refcounts.clusters * clusterBytes > MAX_REFCOUNT_TABLE_BYTES)
    return [
      problem(
        'damaged',
        'a table of reference counts of 8 MiB at most',
        `${refcounts.clusters} clusters`,
        56,
      ),
    ];
  return [
    (features & CORRUPT) === 0
      ? undefined
      : problem('damaged', 'an image that is not marked as corrupt', 'one that is', 72),
    beyondEnd(file, 'the first table of clusters', l1.offset, l1.entries * 8),
    beyondEnd(file, 'the table of reference counts', refcounts.offset, refcounts.clusters * clusterBytes),
    await checkLastCluster(file, refcounts, clusterBytes),
  ];
}

/**
 * That the cluster which lies last is there, by the counts of references: what is counted is in use. Compressed ones
 * do not fill their last cluster, so that its beginning is all that can be asked for.
 */
async function checkLastCluster(
  file: ByteSource,
  { clusters, offset, bits }: Header['refcounts'],
  clusterBytes: number,
): Promise<StructureProblem | undefined> {
  const table = await readUpTo(file, offset, Math.min(clusters * clusterBytes, TABLE_BYTES_READ));
  let block = Math.floor(table.length / 8) - 1;
  while (block >= 0 && uint64be(table, block * 8) === 0) block--;
  if (block < 0) return problem('damaged', 'counts of references', 'a table without any', offset);
  const at = uint64be(table, block * 8);
  const counts = await file.read(at, clusterBytes);
  if (counts === undefined) return beyondEnd(file, 'a block of reference counts', at, clusterBytes);
  let lastByte = counts.length - 1;
  while (lastByte >= 0 && counts[lastByte] === 0) lastByte--;
  const perBlock = (clusterBytes * 8) / bits;
  const last = block * perBlock + Math.floor((lastByte * 8) / bits);
  return beyondEnd(file, 'the last cluster in use', last * clusterBytes, 1);
}
