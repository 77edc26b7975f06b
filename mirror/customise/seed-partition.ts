import { open, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSize } from '../../core/byte-size.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import type { BaseImage } from './base-image.ts';
import { readDisk } from './disk.ts';
import type { Disk } from './disk.ts';
import { writeFatFile } from './fat.ts';
import type { BuiltFile, Means } from './recipe.ts';
import { MCOPY, MFORMAT, QEMU_IMG, SFDISK } from './tools.ts';

/** A file of a seed: its name there, and in the folder of the means. */
export interface SeedFile {
  name: string;
  from: string;
}

const MIB = 1024 * 1024;

/** Enough for any seed, and the least that every FAT driver takes. */
const SEED_BYTES = 8 * MIB;

/** What stands behind the partitions of a new partition table: its copy. */
const TABLE_BYTES = MIB;

/** What the boot loader has of the first sector; behind it are the disk's id and the table. */
const BOOT_CODE_BYTES = 440;

const FAT_PARTITION = { gpt: 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', dos: 'c' };

/**
 * Copies a disk image, grows it, and puts a seed for cloud-init into a partition of its own at its end. cloud-init takes
 * any partition with this label for a seed, and a root partition that grows at the first start grows up to it.
 *
 * @throws OsdexError `usage` where the size is none or too small, or the image is no disk.
 */
export async function embedSeed(
  base: BaseImage,
  files: readonly SeedFile[],
  choices: ReadonlyMap<string, string>,
  output: string,
  means: Means,
): Promise<BuiltFile[]> {
  if (base.kind === 'iso')
    throw new OsdexError('usage', `expected a disk image at ${base.shown} for --embed, found an ISO`, {
      path: base.shown,
    });
  await means.require([QEMU_IMG, SFDISK, MFORMAT, MCOPY]);
  const sizeBytes = sizeOf(choices);
  const disk = base.kind === 'raw' ? output : 'disk';
  means.onStep('copying the image');
  await means.run(QEMU_IMG, ['convert', '-f', base.kind, '-O', 'raw', base.link, disk]);
  const before = await readDisk(disk, base.shown, means);
  const bootCode = await bootCodeOf(disk, means);
  const startBytes = await growDisk(base, disk, before, sizeBytes, means);
  means.onStep('writing the seed');
  await addPartition(disk, before, startBytes, means);
  const fat = { image: disk, offsetBytes: startBytes };
  await means.run(MFORMAT, [
    ...['-i', `${disk}@@${startBytes}`, '-v', 'CIDATA', '-T', String(SEED_BYTES / 512)],
    ...['-h', '64', '-s', '32', '-H', String(startBytes / 512), '::'],
  ]);
  const built: BuiltFile[] = [];
  for (const { name, from } of files) built.push(await writeFatFile(fat, from, name, means));
  await requireKept(before, bootCode, disk, base, means);
  if (base.kind === 'qcow2') {
    means.onStep('packing the image');
    await means.run(QEMU_IMG, ['convert', '-f', 'raw', '-O', 'qcow2', disk, output]);
    await means.run(QEMU_IMG, ['compare', '-f', 'raw', '-F', 'qcow2', disk, output]);
  }
  return built;
}

function sizeOf(choices: ReadonlyMap<string, string>): number {
  const size = choices.get('size');
  if (!choices.has('embed') || size === undefined)
    throw new OsdexError(
      'usage',
      'expected --embed and --size together (--embed --size 20GiB), found one of them; the seed comes to the end of the disk, where the system cannot grow over it',
    );
  return Math.floor(parseSize(size) / MIB) * MIB;
}

/** @returns where the seed begins. */
async function growDisk(
  { shown }: BaseImage,
  disk: string,
  { partitions, label, sectorBytes }: Disk,
  sizeBytes: number,
  means: Means,
): Promise<number> {
  const path = join(means.folder, disk);
  const file = await open(path, 'r');
  const { size } = await file.stat();
  await file.close();
  const endBytes = Math.max(
    ...partitions.map(({ offsetBytes, sizeBytes: bytes }) => offsetBytes + bytes),
    MIB,
  );
  const startBytes = sizeBytes - TABLE_BYTES - SEED_BYTES;
  if (sectorBytes !== 512 || (label === 'dos' && sizeBytes > 2 ** 41))
    throw new OsdexError(
      'usage',
      `expected a disk of sectors of 512 bytes, up to 2 TiB without GPT, found another`,
      {
        path: shown,
      },
    );
  if (sizeBytes < size || startBytes < endBytes) {
    const least = Math.max(size, Math.ceil(endBytes / MIB) * MIB + SEED_BYTES + TABLE_BYTES);
    throw new OsdexError(
      'usage',
      `expected --size of at least ${formatSize(least)}, found ${formatSize(sizeBytes)}`,
    );
  }
  await truncate(path, sizeBytes);
  return startBytes;
}

async function addPartition(disk: string, { label }: Disk, startBytes: number, means: Means): Promise<void> {
  // The copy of the table has to move to the new end first.
  if (label === 'gpt') await means.run(SFDISK, ['--relocate', 'gpt-bak-std', disk]);
  const name = label === 'gpt' ? ', name="CIDATA"' : '';
  const line = `start=${startBytes / 512}, size=${SEED_BYTES / 512}, type=${FAT_PARTITION[label]}${name}\n`;
  await means.run(SFDISK, ['--append', '--no-reread', '--no-tell-kernel', disk], line);
}

async function bootCodeOf(disk: string, { folder }: Means): Promise<string> {
  const file = await open(join(folder, disk), 'r');
  try {
    const bytes = Buffer.alloc(BOOT_CODE_BYTES);
    await file.read(bytes, 0, bytes.length, 0);
    return bytes.toString('hex');
  } finally {
    await file.close();
  }
}

async function requireKept(
  before: Disk,
  bootCode: string,
  disk: string,
  { shown }: BaseImage,
  means: Means,
): Promise<void> {
  const after = await readDisk(disk, shown, means);
  const kept = after.partitions.filter(({ offsetBytes, sizeBytes, type }) =>
    before.partitions.some(
      (one) => one.offsetBytes === offsetBytes && one.sizeBytes === sizeBytes && one.type === type,
    ),
  );
  if (
    kept.length === before.partitions.length &&
    after.partitions.length === kept.length + 1 &&
    (await bootCodeOf(disk, means)) === bootCode
  )
    return;
  throw new OsdexError(
    'digest-mismatch',
    `expected the partitions and the boot code of ${shown} as they were and one more, found others; nothing was kept`,
    { path: shown },
  );
}
