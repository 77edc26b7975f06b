import type { ByteSource } from './byte-source.ts';
import { architectureOfLoaders } from './efi-names.ts';
import { readFat } from './fat.ts';
import { momentOf, plausibleSize, textOf, uint64be, uint64le } from './fields.ts';
import { beyondEnd } from './problem.ts';
import type { ReadFormat, Structure } from './structure.ts';

/** What is asked of a file system that lies in a file by itself. */
interface Filesystem extends Pick<Structure, 'filesystem' | 'volumeId' | 'createdAt' | 'arch'> {
  sizeBytes: number;
}

const KINDS = [readExt, readXfs, readBtrfs, readFatFilesystem];

/** A file system without partitions around it, as root file systems are published. */
export const readFilesystem: ReadFormat = async (file) => {
  for (const read of KINDS) {
    const found = await read(file);
    if (found === undefined) continue;
    const { sizeBytes, ...structure } = found;
    return {
      structure: { format: 'raw', ...structure, virtualBytes: plausibleSize(file.sizeBytes) },
      check: async () => [beyondEnd(file, 'the file system', 0, sizeBytes)],
    };
  }
  return undefined;
};

/** @see https://docs.kernel.org/filesystems/ext4/super.html */
async function readExt(file: ByteSource): Promise<Filesystem | undefined> {
  const superblock = await file.read(1024, 1024);
  if (superblock === undefined || superblock.readUInt16LE(56) !== 0xef53) return undefined;
  // Two bytes may be those of anything else.
  const blockBits = superblock.readUInt32LE(24);
  if (blockBits > 6 || superblock.readUInt32LE(32) === 0) return undefined;
  const hasExtents = (superblock.readUInt32LE(96) & 0x40) !== 0;
  const hasJournal = (superblock.readUInt32LE(92) & 0x04) !== 0;
  const is64 = (superblock.readUInt32LE(96) & 0x80) !== 0;
  const blocks = superblock.readUInt32LE(4) + (is64 ? superblock.readUInt32LE(336) * 2 ** 32 : 0);
  return {
    filesystem: hasExtents ? 'ext4' : hasJournal ? 'ext3' : 'ext2',
    volumeId: textOf(superblock.subarray(120, 136), 'utf8'),
    createdAt: momentOf(superblock.readUInt32LE(264) * 1000 || undefined),
    sizeBytes: blocks * 1024 * 2 ** blockBits,
  };
}

/** @see https://docs.kernel.org/filesystems/xfs/index.html */
async function readXfs(file: ByteSource): Promise<Filesystem | undefined> {
  const superblock = await file.read(0, 512);
  if (superblock?.toString('latin1', 0, 4) !== 'XFSB') return undefined;
  return {
    filesystem: 'xfs',
    volumeId: textOf(superblock.subarray(108, 120), 'utf8'),
    sizeBytes: superblock.readUInt32BE(4) * uint64be(superblock, 8),
  };
}

/** @see https://btrfs.readthedocs.io/en/latest/dev/On-disk-format.html#superblock */
async function readBtrfs(file: ByteSource): Promise<Filesystem | undefined> {
  const superblock = await file.read(65536, 1024);
  if (superblock?.toString('latin1', 64, 72) !== '_BHRfS_M') return undefined;
  return {
    filesystem: 'btrfs',
    volumeId: textOf(superblock.subarray(299, 555), 'utf8'),
    sizeBytes: uint64le(superblock, 112),
  };
}

async function readFatFilesystem(file: ByteSource): Promise<Filesystem | undefined> {
  const fat = await readFat(file);
  if (fat === undefined) return undefined;
  return {
    filesystem: fat.kind,
    volumeId: fat.label,
    arch: architectureOfLoaders(await fat.list(['EFI', 'BOOT'])),
    sizeBytes: fat.sizeBytes,
  };
}
