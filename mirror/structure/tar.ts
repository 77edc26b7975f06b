/*
 * tar, as POSIX and GNU write it; an OVA is one whose first file is an OVF description.
 * @see https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
import type { ByteSource } from './byte-source.ts';
import { plausibleSize, textOf } from './fields.ts';
import { beyondEnd, problem } from './problem.ts';
import type { ReadFormat, StructureProblem } from './structure.ts';

const BLOCK = 512;
/** An OVA has a handful of files; of a tree of many only so many are looked at. */
const MAX_MEMBERS = 256;

export const readTar: ReadFormat = async (file) => {
  const first = await file.read(0, BLOCK);
  if (first === undefined || first.toString('latin1', 257, 262) !== 'ustar' || !hasItsChecksum(first))
    return undefined;
  const isOva = /\.ovf$/i.test(textOf(first.subarray(0, 100), 'utf8') ?? '');
  return { structure: { format: isOva ? 'ova' : 'tar' }, check: async () => [await checkMembers(file)] };
};

async function checkMembers(file: ByteSource): Promise<StructureProblem | undefined> {
  let at = 0;
  for (let members = 0; members < MAX_MEMBERS; members++) {
    // Some writers leave out the zeros that end an archive: it may end after any file.
    if (members > 0 && at === file.sizeBytes) return undefined;
    const header = await file.read(at, BLOCK);
    if (header === undefined) return beyondEnd(file, 'the archive', at, BLOCK);
    if (header.every((byte) => byte === 0))
      return file.sizeBytes % BLOCK === 0
        ? undefined
        : problem('truncated', 'an archive of whole blocks of 512 bytes', `${file.sizeBytes} bytes`, at);
    if (!hasItsChecksum(header))
      return problem('checksum', 'a header of tar with its checksum', 'another', at);
    const size = sizeOf(header);
    if (size === undefined) return problem('damaged', 'the size of a file in tar', 'no number', at + 124);
    const missing = beyondEnd(file, 'a file in tar', at + BLOCK, size);
    if (missing !== undefined) return missing;
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return undefined;
}

/** Octal digits, or beyond 8 GiB a binary number after a set bit. */
function sizeOf(header: Buffer): number | undefined {
  const field = header.subarray(124, 136);
  if (((field[0] ?? 0) & 0x80) !== 0) return plausibleSize(Number(`0x${field.toString('hex', 4)}`));
  const digits = textOf(field) ?? '';
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

/** The sum of the header's bytes with blanks in the place of the checksum. */
function hasItsChecksum(header: Buffer): boolean {
  const stated = Number.parseInt(textOf(header.subarray(148, 156)) ?? '', 8);
  let sum = 8 * 0x20;
  for (const [index, byte] of header.entries()) if (index < 148 || index >= 156) sum += byte;
  return sum === stated;
}
