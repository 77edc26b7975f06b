import type { ByteSource } from './byte-source.ts';
import { isWithin } from './byte-source.ts';

/** Where a block of a disk is: at an offset in the file, decompressed already, or nowhere, which means zeros. */
export type BlockPlace = number | Buffer | 'hole';

/** A disk that lies in its file in blocks, in any order. */
export interface Blocks {
  /** What a machine sees. */
  sizeBytes: number | undefined;
  blockBytes: number;
  /** Undefined where the tables lead nowhere. */
  placeOf: (block: number) => Promise<BlockPlace | undefined>;
}

/** The disk in a file as a source of its own, so that its partitions are read like those of a raw disk. */
export function diskOfBlocks(file: ByteSource, { sizeBytes = 0, blockBytes, placeOf }: Blocks): ByteSource {
  // Neighbouring reads are of the same block most of the time, and a compressed one is dear.
  let last: { block: number; place: BlockPlace | undefined } | undefined;

  const readWithin = async (block: number, offset: number, length: number): Promise<Buffer | undefined> => {
    if (last?.block !== block) last = { block, place: await placeOf(block) };
    const { place } = last;
    if (place === undefined) return undefined;
    if (place === 'hole') return Buffer.alloc(length);
    if (typeof place === 'number') return file.read(place + offset, length);
    return place.length < offset + length ? undefined : place.subarray(offset, offset + length);
  };

  return {
    sizeBytes,
    read: async (offset, lengthBytes) => {
      if (!isWithin(offset, lengthBytes, sizeBytes)) return undefined;
      const pieces: Buffer[] = [];
      for (let at = offset; at < offset + lengthBytes;) {
        const within = at % blockBytes;
        const length = Math.min(blockBytes - within, offset + lengthBytes - at);
        const piece = await readWithin(Math.floor(at / blockBytes), within, length);
        if (piece === undefined) return undefined;
        pieces.push(piece);
        at += length;
      }
      return Buffer.concat(pieces);
    },
  };
}
