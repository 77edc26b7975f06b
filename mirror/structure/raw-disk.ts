import type { Architecture } from '../../core/architecture.ts';
import { stretchOf } from './byte-source.ts';
import type { ByteSource } from './byte-source.ts';
import { architectureOfLoaders } from './efi-names.ts';
import { readFat } from './fat.ts';
import { plausibleSize } from './fields.ts';
import { isEfiSystem, readPartitionTable } from './partition-table.ts';
import type { ReadFormat, Partition, Recognised } from './structure.ts';

/** A disk as it is, with partitions. */
export const readRawDisk: ReadFormat = (file) => readDisk(file);

/** The disk in a file or in a stretch of one. */
export async function readDisk(disk: ByteSource): Promise<Recognised | undefined> {
  const table = await readPartitionTable(disk);
  if (table === undefined) return undefined;
  return {
    structure: {
      format: 'raw',
      partitionTable: table.kind,
      partitions: table.partitions,
      boot: table.boot.length === 0 ? undefined : table.boot,
      virtualBytes: plausibleSize(disk.sizeBytes),
      arch: await architectureOf(disk, table.partitions),
    },
    check: () => table.check(),
  };
}

/** By the types of the partitions; where these do not tell, by the loaders in the EFI system partition. */
async function architectureOf(
  disk: ByteSource,
  partitions: readonly Partition[],
): Promise<Architecture | undefined> {
  const stated = new Set(partitions.flatMap(({ arch }) => arch ?? []));
  if (stated.size > 0) return stated.size === 1 ? [...stated][0] : undefined;
  const efi = partitions.find(isEfiSystem);
  if (efi === undefined) return undefined;
  const fat = await readFat(stretchOf(disk, efi.startBytes, efi.sizeBytes));
  return architectureOfLoaders((await fat?.list(['EFI', 'BOOT'])) ?? []);
}
