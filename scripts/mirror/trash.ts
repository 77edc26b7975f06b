import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { parseDuration } from '../../core/duration.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../../mirror/trash.ts';
import type { TrashedFile } from '../../mirror/trash.ts';
import { printJson } from '../print-json.ts';
import { requireRepository, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';
import { writtenPath } from './written-path.ts';

const EXAMPLES = {
  list: `
Examples:
  osdex mirror trash list
  osdex mirror trash list --json | jq -r ".files[].path"`,
  restore: `
Examples:
  osdex mirror trash restore debian/debian-12.11.0-amd64-netinst.iso
  osdex mirror trash restore debian.iso --to debian-old.iso

Of several files of one path the newest comes back; the place that "trash list" prints means another one. Nothing is
ever written over.`,
  empty: `
Examples:
  osdex mirror trash empty                    what lies there for more than 30 days
  osdex mirror trash empty --older-than 1w
  osdex mirror trash empty --all --dry-run`,
};

const CHANGE = 'change of the trash';

interface EmptyFlags extends RepositoryFlags {
  olderThan: string;
  all?: boolean;
  dryRun?: boolean;
}

/** `osdex mirror trash` and its commands. */
export function addTrashCommand(mirror: Command): void {
  const trash = mirror.command('trash').description('what was removed and can still come back');

  withRepositoryOptions(trash.command('list').description('list the files in the trash'))
    .addHelpText('after', EXAMPLES.list)
    .action(async (flags: RepositoryFlags) => {
      const files = await listTrash(await requireRepository(flags));
      const sizeBytes = sum(files);
      if (flags.json) {
        printJson({ files: files.map(described), sizeBytes });
        return;
      }
      for (const { trashedAt, sizeBytes: size, path, place, reason } of files) {
        const why = reason === undefined ? '' : `  (${reason})`;
        process.stdout.write(
          `${trashedAt.slice(0, 10)}  ${formatSize(size).padStart(9)}  ${path}${why}\n${' '.repeat(23)}${place}\n`,
        );
      }
      process.stdout.write(
        files.length === 0
          ? 'The trash is empty.\n'
          : `${counted(files.length, 'file')}, ${formatSize(sizeBytes)}\n`,
      );
    });

  withRepositoryOptions(trash.command('restore').description('bring a file back to where it lay'))
    .argument('<path>', 'its path in the repository, or its place in the trash')
    .option('--to <path>', 'another path for it')
    .addHelpText('after', EXAMPLES.restore)
    .action((path: string, flags: RepositoryFlags & { to?: string }) => restore(path, flags));

  withRepositoryOptions(trash.command('empty').description('delete for good what lies long in the trash'))
    .option('--older-than <time>', 'what lies there for longer than this', '30d')
    .option('--all', 'everything')
    .option('--dry-run', 'only tell what would be deleted')
    .addHelpText('after', EXAMPLES.empty)
    .action((flags: EmptyFlags) => empty(flags));
}

async function restore(path: string, flags: RepositoryFlags & { to?: string }): Promise<void> {
  const restored = await withInventory(flags, (repository, inventory) => {
    const to = flags.to === undefined ? undefined : writtenPath(repository, flags.to);
    return whileLocked(repository, CHANGE, () =>
      restoreFromTrash(repository, inventory, writtenPath(repository, path), new Date(), to),
    );
  });
  if (flags.json) printJson(restored);
  else
    process.stdout.write(
      `restored   ${restored.path}, ${restored.isKnown ? 'with what was known of it' : 'of which nothing was known; "osdex mirror scan" looks at it'}\n`,
    );
}

async function empty(flags: EmptyFlags): Promise<void> {
  const now = new Date();
  const before = flags.all ? undefined : new Date(now.getTime() - parseDuration(flags.olderThan));
  const repository = await requireRepository(flags);
  const { deleted, freedBytes, errors } = await whileLocked(repository, CHANGE, () =>
    emptyTrash(repository, now, before, flags.dryRun),
  );
  if (flags.json)
    printJson({
      deleted: deleted.map(described),
      freedBytes,
      failed: errors.map(({ message }) => message),
      dryRun: flags.dryRun ?? false,
    });
  else {
    const verb = flags.dryRun ? 'would be deleted' : 'deleted';
    for (const { path, sizeBytes } of deleted)
      process.stdout.write(`${verb}  ${path} (${formatSize(sizeBytes)})\n`);
    process.stdout.write(`${counted(deleted.length, 'file')} ${verb}, ${formatSize(freedBytes)} freed\n`);
  }
  const [first] = errors;
  if (first === undefined) return;
  for (const { message } of errors) process.stderr.write(`osdex: ${message}\n`);
  throw new OsdexError(first.code, `${counted(errors.length, 'file')} could not be deleted`);
}

function described({ path, place, trashedAt, sizeBytes, reason, file }: TrashedFile) {
  return { path, place, trashedAt, sizeBytes, reason, id: file?.id, digest: file?.digests[0] };
}

function sum(files: readonly TrashedFile[]): number {
  return files.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}
