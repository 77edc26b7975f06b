import type { ByteSource } from './byte-source.ts';
import { readGpt } from './gpt.ts';
import { EFI_SYSTEM, readMbr } from './mbr.ts';
import { EFI_SYSTEM_GUID } from './partition-types.ts';
import { beyondEnd } from './problem.ts';
import type { BootRecord, Partition, StructureProblem } from './structure.ts';

export interface PartitionTable {
  kind: 'gpt' | 'mbr';
  partitions: Partition[];
  /** How a machine may start from it. */
  boot: BootRecord[];
  /** @param slackBytes by which a partition may be larger than the file. */
  check: (slackBytes?: number) => Promise<(StructureProblem | undefined)[]>;
}

/**
 * The partitions at the beginning of a disk, or of a disc that can be written to a disk; undefined where there are
 * none. Where there is a GUID partition table, it is what counts.
 */
export async function readPartitionTable(file: ByteSource): Promise<PartitionTable | undefined> {
  const mbr = await readMbr(file);
  const gpt = await readGpt(file);
  const partitions = gpt?.partitions ?? mbr?.partitions ?? [];
  // A boot sector of another kind has the same two bytes at its end.
  if (gpt === undefined && partitions.length === 0) return undefined;
  const boot: BootRecord[] = [];
  if (mbr?.hasCode === true) boot.push('mbr');
  if (mbr?.partitions.some(({ typeId }) => Number(typeId) === EFI_SYSTEM) === true) boot.push('mbr-efi');
  if (gpt?.partitions.some(({ typeId }) => typeId === EFI_SYSTEM_GUID) === true) boot.push('gpt-efi');
  return {
    kind: gpt === undefined ? 'mbr' : 'gpt',
    partitions,
    boot,
    check: async (slackBytes = 0) => [
      ...((await gpt?.check()) ?? []),
      ...partitions.map(({ number, startBytes, sizeBytes }) =>
        beyondEnd({ sizeBytes: file.sizeBytes + slackBytes }, `partition ${number}`, startBytes, sizeBytes),
      ),
    ],
  };
}

/** Whether this partition holds what UEFI starts. */
export function isEfiSystem({ typeId }: Partition): boolean {
  return typeId === EFI_SYSTEM_GUID || Number(typeId) === EFI_SYSTEM;
}
