import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { removeFile } from '../../mirror/remove-file.ts';
import type { Removed } from '../../mirror/remove-file.ts';
import { printJson } from '../print-json.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';
import { writtenPath } from './written-path.ts';

interface RemoveFlags extends RepositoryFlags {
  now?: boolean;
}

const EXAMPLES = `
Examples:
  osdex mirror remove "ubuntu/ubuntu - server/ubuntu-22.04-live-server-amd64.iso"
  osdex mirror remove --now old.iso older.iso

What is removed lies in the trash of the repository, and "osdex mirror trash restore" brings it back.`;

/** `osdex mirror remove`. */
export function addRemoveCommand(mirror: Command): void {
  withRepositoryOptions(mirror.command('remove').description('put files of the repository into its trash'))
    .argument('<path...>', 'files, by their paths in the repository')
    .option('--now', 'delete them for good, past the trash')
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], flags: RemoveFlags) => removeAll(paths, flags));
}

async function removeAll(paths: readonly string[], flags: RemoveFlags): Promise<void> {
  const removed: Removed[] = [];
  const errors: OsdexError[] = [];
  await withInventory(flags, (repository, inventory) =>
    whileLocked(repository, 'removal of files', async () => {
      for (const path of paths) {
        try {
          const options = { now: new Date(), forGood: flags.now ?? false };
          removed.push(await removeFile(repository, inventory, writtenPath(repository, path), options));
        } catch (error) {
          if (!(error instanceof OsdexError)) throw error;
          errors.push(error);
        }
      }
    }),
  );
  if (flags.json) printJson({ removed, failed: errors.map(({ message }) => message) });
  else for (const one of removed) process.stdout.write(`${told(one)}\n`);
  const [first] = errors;
  if (first === undefined) return;
  if (paths.length === 1) throw first;
  for (const { message } of errors) process.stderr.write(`osdex: ${message}\n`);
  throw new OsdexError(
    first.code,
    `${counted(errors.length, 'file')} of ${paths.length} could not be removed`,
  );
}

function told(removed: Removed): string {
  switch (removed.kind) {
    case 'trashed':
      return `trashed    ${removed.path} (${formatSize(removed.sizeBytes)}), now ${removed.place}`;
    case 'deleted':
      return `deleted    ${removed.path} (${formatSize(removed.sizeBytes)})`;
    case 'forgotten':
      return `forgotten  ${removed.path}, which was gone already`;
  }
}
