import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { diskUse } from '../../mirror/disk-use.ts';
import type { DiskUse } from '../../mirror/disk-use.ts';
import type { Tally } from '../../mirror/inventory/statistics.ts';
import { printJson } from '../print-json.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';

const EXAMPLES = `
Examples:
  osdex mirror disk
  osdex mirror disk --warn 90%          # for cron: exit 1 when the disk is fuller`;

interface DiskFlags extends RepositoryFlags {
  /** Between 0 and 1. */
  warn?: number;
}

/** `osdex mirror disk`. */
export function addDiskCommand(mirror: Command): void {
  withRepositoryOptions(
    mirror.command('disk').description('tell what the repository takes of its disk, and what is free'),
  )
    .option('--warn <share>', 'fail when more of the disk is used, such as 90%', readShare)
    .addHelpText('after', EXAMPLES)
    .action(async (flags: DiskFlags) => {
      const use = await withInventory(flags, (repository, inventory) => diskUse(repository, inventory));
      if (flags.json) printJson({ schema: 'osdex/mirror-disk/1', ...use });
      else process.stdout.write(told(use));
      const { usedShare, freeBytes } = use.disk;
      if (flags.warn !== undefined && usedShare > flags.warn)
        throw new OsdexError(
          'too-large',
          `expected at most ${percent(flags.warn)} of the disk to be used, found ${percent(usedShare)}, ${formatSize(freeBytes)} free; "osdex mirror optimize" and "osdex mirror trash empty" make room`,
        );
    });
}

function told({
  files,
  linkedBytes,
  trash,
  archive,
  recordsBytes,
  usedBytes,
  disk,
  ...groups
}: DiskUse): string {
  const line = (name: string, bytes: number, note = ''): string =>
    `${name.padEnd(16)} ${formatSize(bytes).padStart(9)}${note && `  ${note}`}\n`;
  const head =
    line('images', files.bytes, counted(files.files, 'file')) +
    line('saved by links', linkedBytes) +
    line('trash', trash.bytes, counted(trash.files, 'file')) +
    line('records', recordsBytes) +
    line('all together', usedBytes) +
    line('archive', archive.bytes, counted(archive.files, 'file')) +
    line('free', disk.freeBytes, `of ${formatSize(disk.totalBytes)}, ${percent(disk.usedShare)} used`);
  return `${head}\nby folder\n${table(groups.byFolder)}\nby product\n${table(groups.byProduct)}`;
}

function table(tallies: Readonly<Record<string, Tally>>): string {
  return Object.entries(tallies)
    .map(
      ([name, { files, bytes }]) =>
        `  ${formatSize(bytes).padStart(9)}  ${String(files).padStart(6)}  ${name}\n`,
    )
    .join('');
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

function readShare(text: string): number {
  const [, number] = /^(\d{1,3}(?:\.\d+)?) ?%$/.exec(text) ?? [];
  if (Number(number) <= 100) return Number(number) / 100;
  throw new InvalidArgumentError(`expected a share such as 90%, found "${text}"`);
}
