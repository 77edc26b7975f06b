import type { ByteSource } from './byte-source.ts';
import { readFilesystem } from './filesystem.ts';
import { readRawDisk } from './raw-disk.ts';
import type { Structure, StructureProblem } from './structure.ts';

/** What a disk image holds, of whatever format the image is. */
export interface Inside {
  stated: Pick<Structure, 'volumeId' | 'filesystem' | 'partitionTable' | 'partitions' | 'boot' | 'arch'>;
  check: () => Promise<(StructureProblem | undefined)[]>;
}

const NOTHING: Inside = { stated: {}, check: async () => [] };

/**
 * Reads what lies on a disk: its partitions or its file system.
 *
 * @param disk undefined where it cannot be looked at.
 */
export async function readInside(disk: ByteSource | undefined): Promise<Inside> {
  if (disk === undefined) return NOTHING;
  const found = (await readFilesystem(disk)) ?? (await readRawDisk(disk));
  if (found === undefined) return NOTHING;
  const { volumeId, filesystem, partitionTable, partitions, boot, arch } = found.structure;
  return {
    stated: { volumeId, filesystem, partitionTable, partitions, boot, arch },
    // Where in the disk is not where in the file.
    check: async () =>
      (await found.check()).map(
        (one) => one && { kind: one.kind, message: `${one.message}, on the disk inside` },
      ),
  };
}
