/*
 * squashfs 4.
 * @see https://docs.kernel.org/filesystems/squashfs.html
 */
import { momentOf, plausibleSize, uint64le } from './fields.ts';
import { beyondEnd, problem } from './problem.ts';
import type { ReadFormat } from './structure.ts';

const SUPERBLOCK_BYTES = 96;
const COMPRESSORS = [undefined, 'gzip', 'lzma', 'lzo', 'xz', 'lz4', 'zstd'] as const;

export const readSquashfs: ReadFormat = async (file) => {
  const superblock = await file.read(0, SUPERBLOCK_BYTES);
  if (superblock === undefined || superblock.toString('latin1', 0, 4) !== 'hsqs') return undefined;
  const blockBytes = superblock.readUInt32LE(12);
  const usedBytes = uint64le(superblock, 40);
  return {
    structure: {
      format: 'squashfs',
      variant: COMPRESSORS[superblock.readUInt16LE(20)],
      createdAt: momentOf(superblock.readUInt32LE(8) * 1000),
      virtualBytes: plausibleSize(usedBytes),
    },
    check: async () => [
      blockBytes === 2 ** superblock.readUInt16LE(22)
        ? undefined
        : problem('damaged', 'the two sizes of a block to agree', `${blockBytes} bytes and another`, 12),
      beyondEnd(file, 'the file system', 0, usedBytes),
    ],
  };
};
