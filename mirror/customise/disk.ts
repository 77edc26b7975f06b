import { z } from 'zod';
import { OsdexError } from '../../core/error.ts';
import type { Means } from './recipe.ts';
import { SFDISK } from './tools.ts';

const Table = z.object({
  partitiontable: z.object({
    label: z.enum(['dos', 'gpt']),
    sectorsize: z.int().positive().default(512),
    partitions: z.array(z.object({ start: z.int(), size: z.int(), type: z.string() })).default([]),
  }),
});

/** A partition of a disk image. */
export interface Partition {
  offsetBytes: number;
  sizeBytes: number;
  /** The number of the old table in hex, `c`, or the GUID of the new one. */
  type: string;
}

export interface Disk {
  label: 'dos' | 'gpt';
  sectorBytes: number;
  partitions: Partition[];
}

/** The partitions of a raw image. @throws OsdexError `usage` where it has none that sfdisk can read. */
export async function readDisk(image: string, shown: string, means: Means): Promise<Disk> {
  const { out } = await means.run(SFDISK, ['--json', image]).catch((error: unknown) => {
    if (error instanceof OsdexError && error.code === 'tool-failed') throw noTable(shown);
    throw error;
  });
  const { success, data } = Table.safeParse(JSON.parse(out));
  if (!success) throw noTable(shown);
  const { label, sectorsize, partitions } = data.partitiontable;
  return {
    label,
    sectorBytes: sectorsize,
    partitions: partitions.map(({ start, size, type }) => ({
      offsetBytes: start * sectorsize,
      sizeBytes: size * sectorsize,
      type,
    })),
  };
}

function noTable(shown: string): OsdexError {
  return new OsdexError('usage', `expected a disk image with a partition table at ${shown}, found none`, {
    path: shown,
  });
}
