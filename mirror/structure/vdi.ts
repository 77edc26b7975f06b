import { diskOfBlocks } from './block-disk.ts';
import { readUpTo } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { plausibleSize, textOf, uint64le } from './fields.ts';
import { readInside } from './disk-inside.ts';
import { beyondEnd } from './problem.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const SIGNATURE = 0xbeda107f;
const HEADER_BYTES = 512;
const KINDS: Readonly<Record<number, string>> = { 1: 'dynamic', 2: 'static', 3: 'undo', 4: 'differencing' };
/** Places of blocks that are looked at: 512 GiB in blocks of a megabyte. */
const MAX_MAP_BYTES = 2 * 1024 * 1024;
/** Larger ones are of blocks that were never written. */
const MAX_BLOCK = 0xfffffffd;

/** VirtualBox's disk image: a map of blocks, then the blocks. */
export const readVdi: ReadFormat = async (file) => {
  const header = await file.read(0, HEADER_BYTES);
  if (header?.readUInt32LE(64) !== SIGNATURE) return undefined;
  const virtualBytes = plausibleSize(uint64le(header, 368));
  const inside = await readInside(isWhole(header) ? diskIn(file, header, virtualBytes) : undefined);
  return {
    structure: {
      ...inside.stated,
      format: 'vdi',
      variant: KINDS[header.readUInt32LE(76)],
      application: textOf(header.subarray(0, 64))?.replaceAll(/^[< ]+|[> ]+$/g, ''),
      virtualBytes,
    },
    check: async () => [await checkBlocks(file, header), ...(await inside.check())],
  };
};

/** Neither the difference to another, nor without blocks. */
function isWhole(header: Buffer): boolean {
  return [1, 2].includes(header.readUInt32LE(76)) && header.readUInt32LE(376) >= 512;
}

function diskIn(file: ByteSource, header: Buffer, sizeBytes: number | undefined): ByteSource {
  const [map, data, blockBytes] = [340, 344, 376].map((at) => header.readUInt32LE(at)) as [
    number,
    number,
    number,
  ];
  return diskOfBlocks(file, {
    sizeBytes,
    blockBytes,
    placeOf: async (block) => {
      const place = (await file.read(map + block * 4, 4))?.readUInt32LE(0);
      return place === undefined ? undefined : place > MAX_BLOCK ? 'hole' : data + place * blockBytes;
    },
  });
}

async function checkBlocks(file: ByteSource, header: Buffer): Promise<StructureProblem | undefined> {
  const mapOffset = header.readUInt32LE(340);
  const dataOffset = header.readUInt32LE(344);
  const blockBytes = header.readUInt32LE(376);
  const mapBytes = header.readUInt32LE(384) * 4;
  const missing = beyondEnd(file, 'the map of blocks', mapOffset, mapBytes);
  if (missing !== undefined) return missing;
  const map = await readUpTo(file, mapOffset, Math.min(mapBytes, MAX_MAP_BYTES));
  let last = -1;
  for (let at = 0; at + 4 <= map.length; at += 4) {
    const block = map.readUInt32LE(at);
    if (block <= MAX_BLOCK && block > last) last = block;
  }
  return last < 0 ? undefined : beyondEnd(file, 'the last block', dataOffset + last * blockBytes, blockBytes);
}
