import { OsdexError } from '../../core/error.ts';
import { withByteSource } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { readBzip2 } from './bzip2.ts';
import { readFilesystem } from './filesystem.ts';
import { readGzip } from './gzip.ts';
import { hasIsoSignature, readIso9660 } from './iso9660.ts';
import { problem } from './problem.ts';
import { readQcow2 } from './qcow2.ts';
import { readRawDisk } from './raw-disk.ts';
import { readSevenZip } from './seven-zip.ts';
import { readSquashfs } from './squashfs.ts';
import type { ReadFormat, Recognised, Structure, StructureProblem } from './structure.ts';
import { readTar } from './tar.ts';
import { readUdf } from './udf.ts';
import { readVdi } from './vdi.ts';
import { readVhd } from './vhd.ts';
import { readVhdx } from './vhdx.ts';
import { readVmdk } from './vmdk.ts';
import { readXz } from './xz.ts';
import { readZip } from './zip.ts';
import { readZstd } from './zstd.ts';

/**
 * The formats in the order in which they are tried: first what its first bytes tell, then a disc, whose first bytes
 * may be those of a disk too, last what is recognised by least.
 */
const FORMATS: readonly ReadFormat[] = [
  ...[readQcow2, readVmdk, readVhdx, readVdi, readSquashfs],
  ...[readGzip, readXz, readZstd, readBzip2, readZip, readSevenZip],
  ...[readVhd, readIso9660, readUdf, readTar],
  ...[readFilesystem, readRawDisk],
];

/**
 * What a file says of itself, by some small reads.
 *
 * @throws OsdexError `not-found` when it cannot be read, `name-refused` when it is no regular file. Never for what is
 *   in it.
 */
export async function readStructure(path: string): Promise<Structure> {
  return (await examine(path, false)).structure;
}

/**
 * What is wrong with the structure of a file; empty when nothing is, or when the format is not known. No digest is
 * replaced by it: it finds what was cut off or contradicts itself, without reading the whole.
 *
 * @throws OsdexError as readStructure.
 */
export async function checkStructure(path: string): Promise<StructureProblem[]> {
  return (await examineStructure(path)).problems;
}

/** Both at once. @throws OsdexError as readStructure. */
export async function examineStructure(
  path: string,
): Promise<{ structure: Structure; problems: StructureProblem[] }> {
  return examine(path, true);
}

/** Whether a file has the mark of an ISO 9660 disc, and no more than that. @throws OsdexError as readStructure. */
export async function isIso(path: string): Promise<boolean> {
  return withByteSource(path, hasIsoSignature);
}

async function examine(
  path: string,
  withProblems: boolean,
): Promise<{ structure: Structure; problems: StructureProblem[] }> {
  return withByteSource(path, async (file) => {
    let structure: Structure = { format: 'unknown' };
    try {
      const recognised = await recognise(file);
      structure = recognised.structure;
      const problems = withProblems ? await recognised.check() : [];
      return { structure, problems: problems.filter((one) => one !== undefined) };
    } catch (error) {
      if (!(error instanceof OsdexError) || error.code !== 'too-large') throw error;
      return { structure, problems: [{ kind: 'damaged' as const, message: error.message }] };
    }
  });
}

async function recognise(file: ByteSource): Promise<Recognised> {
  for (const read of FORMATS) {
    const recognised = await read(file);
    if (recognised !== undefined) return recognised;
  }
  return {
    structure: { format: 'unknown' },
    check: async () => [
      file.sizeBytes === 0
        ? problem('truncated', 'a file with something in it', 'none of 0 bytes')
        : undefined,
    ],
  };
}
