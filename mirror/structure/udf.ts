/*
 * The Universal Disk Format.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-167/
 */
import type { ByteSource } from './byte-source.ts';
import { momentOfParts, textOf } from './fields.ts';
import { SECTOR } from './iso-descriptors.ts';
import { beyondEnd, problem } from './problem.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const FIRST_SECTOR = 16;
/** The descriptors of ISO 9660 lie before those of UDF where a disc has both. */
const MAX_SECTORS = 64;
const RECOGNISED = new Set(['NSR02', 'NSR03']);
const PASSED = new Set(['CD001', 'BEA01', 'BOOT2', 'CDW02']);
/** Of discs, and of images that were made for hard disks. */
const BLOCK_SIZES = [2048, 512, 4096];
const ANCHOR_BLOCK = 256;
const TAG = { primary: 1, anchor: 2, partition: 5, logical: 6, end: 8 };
const MAX_DESCRIPTORS = 32;

export interface Udf {
  volumeId: string | undefined;
  application: string | undefined;
  createdAt: string | undefined;
  problems: StructureProblem[];
}

export const readUdf: ReadFormat = async (file) => {
  const udf = await readUdfVolume(file);
  if (udf === undefined) return undefined;
  const { problems, ...stated } = udf;
  return { structure: { format: 'udf', ...stated }, check: async () => problems };
};

/** Reads what a UDF volume says of itself; undefined where the file is none. */
export async function readUdfVolume(file: ByteSource): Promise<Udf | undefined> {
  if (!(await isRecognised(file))) return undefined;
  const udf: Udf = { volumeId: undefined, application: undefined, createdAt: undefined, problems: [] };
  for (const blockBytes of BLOCK_SIZES) {
    const anchor = await descriptorAt(file, ANCHOR_BLOCK, blockBytes);
    if (anchor?.readUInt16LE(0) !== TAG.anchor) continue;
    await readSequence(file, anchor.readUInt32LE(20), blockBytes, udf);
    return udf;
  }
  const at = ANCHOR_BLOCK * SECTOR;
  udf.problems.push(
    beyondEnd(file, 'the anchor of UDF', at, SECTOR) ??
      problem('damaged', 'the anchor of UDF', 'something else', at),
  );
  return udf;
}

async function isRecognised(file: ByteSource): Promise<boolean> {
  for (let index = 0; index < MAX_SECTORS; index++) {
    const bytes = await file.read((FIRST_SECTOR + index) * SECTOR, 6);
    const name = bytes?.toString('latin1', 1) ?? '';
    if (RECOGNISED.has(name)) return true;
    if (!PASSED.has(name)) return false;
  }
  return false;
}

/** Reads the descriptors of the volume one after another. */
async function readSequence(file: ByteSource, start: number, blockBytes: number, udf: Udf): Promise<void> {
  for (let index = 0; index < MAX_DESCRIPTORS; index++) {
    const block = await descriptorAt(file, start + index, blockBytes);
    if (block === undefined) {
      const at = (start + index) * blockBytes;
      udf.problems.push(
        beyondEnd(file, 'a descriptor of UDF', at, blockBytes) ??
          problem('damaged', 'a descriptor of UDF', 'something else', at),
      );
      return;
    }
    const tag = block.readUInt16LE(0);
    if (tag === TAG.end) return;
    if (tag === TAG.primary) {
      udf.volumeId ??= dstring(block.subarray(24, 56));
      udf.application = textOf(block.subarray(345, 368))?.replace(/^\*/, '');
      udf.createdAt = momentIn(block.subarray(376, 388));
    } else if (tag === TAG.logical) {
      udf.volumeId = dstring(block.subarray(84, 212)) ?? udf.volumeId;
    } else if (tag === TAG.partition) {
      const [from, blocks] = [block.readUInt32LE(188), block.readUInt32LE(192)];
      const missing = beyondEnd(file, 'the UDF partition', from * blockBytes, blocks * blockBytes);
      if (missing !== undefined) udf.problems.push(missing);
    }
  }
}

/** A block whose tag has its checksum. */
async function descriptorAt(
  file: ByteSource,
  block: number,
  blockBytes: number,
): Promise<Buffer | undefined> {
  const bytes = await file.read(block * blockBytes, 512);
  if (bytes === undefined) return undefined;
  let sum = 0;
  for (let at = 0; at < 16; at++) if (at !== 4) sum += bytes[at] ?? 0;
  return sum % 256 === bytes[4] && bytes.readUInt16LE(0) !== 0 ? bytes : undefined;
}

/** A text that begins with the bits of its characters, in a field that ends with its length. */
function dstring(field: Buffer): string | undefined {
  const length = Math.min(field.at(-1) ?? 0, field.length - 1);
  return textOf(field.subarray(1, Math.max(1, length)), field[0] === 16 ? 'utf16be' : 'latin1');
}

/** Minutes east of Greenwich in twelve bits with a sign, then the year and a byte for each smaller part. */
function momentIn(stamp: Buffer): string | undefined {
  const minutes = (stamp.readUInt16LE(0) << 20) >> 20;
  return momentOfParts([stamp.readInt16LE(2), ...stamp.subarray(4, 9)], minutes);
}
