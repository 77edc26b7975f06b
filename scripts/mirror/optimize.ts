import { Option } from 'commander';
import type { Command } from 'commander';
import { parseSize } from '../../core/byte-size.ts';
import { counted } from '../../core/counted.ts';
import { parseDuration } from '../../core/duration.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { DUPLICATE_FATES } from '../../mirror/optimize/duplicates.ts';
import type { DuplicateFate } from '../../mirror/optimize/duplicates.ts';
import { optimize } from '../../mirror/optimize/optimize.ts';
import type { OptimizeResult, Wishes } from '../../mirror/optimize/optimize.ts';
import type { Action } from '../../mirror/optimize/task.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';
import { buildFacts } from './build-facts.ts';
import { withCatalogOption, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

interface OptimizeFlags extends RepositoryFlags, CatalogFlags {
  duplicates?: DuplicateFate;
  archiveOlderThan?: string;
  archiveTo?: string;
  compressOlderThan?: string;
  retention?: string;
  maxSize?: string;
  yes?: boolean;
  dryRun?: boolean;
}

const NOTES = `
Only what is asked for is done, in this order: duplicates, archive, compression, trash, size. Bytes are read again and
compared before anything of them goes. Of each stream the newest build is neither archived nor compressed; how long a
file is here counts, not how old its build is. Files that are hard links of each other change together: do not write
into them.

Exit code: 0 done; 1 something could not be done, or there is still too much; 2 used wrongly.

Examples:
  osdex mirror optimize --duplicates hard-link --dry-run
  osdex mirror optimize --archive-older-than 90d --archive-to /mnt/archive --retention 30d
  osdex mirror optimize --compress-older-than 180d
  osdex mirror optimize --max-size 1TB          # tells what would have to go
  osdex mirror optimize --max-size 1TB --yes    # and puts it into the trash`;

/** `osdex mirror optimize`. */
export function addOptimizeCommand(mirror: Command): void {
  withCatalogOption(
    withRepositoryOptions(mirror.command('optimize').description('make the repository smaller')),
  )
    .option('--dry-run', 'only tell what would be done')
    .addOption(
      new Option('--duplicates <how>', 'what becomes of files with the same bytes').choices(DUPLICATE_FATES),
    )
    .option('--archive-older-than <time>', 'move what is here for longer, such as 90d')
    .option('--archive-to <dir>', 'folder for it, outside of the repository')
    .option('--compress-older-than <time>', 'compress what is here for longer, by Zstandard')
    .option('--retention <time>', 'delete for good what lies in the trash for longer')
    .option('--max-size <size>', 'of all images, such as 1TB: tell what is too much, the oldest builds first')
    .option('--yes', 'put what is too much into the trash')
    .addHelpText('after', NOTES)
    .action((flags: OptimizeFlags) => run(flags));
}

async function run(flags: OptimizeFlags): Promise<void> {
  const wishes = readWishes(flags);
  const progress = openProgress(flags.json);
  const result = await withInventory(flags, async (repository, inventory) => {
    const facts = await buildFacts(flags);
    const work = () =>
      untilStopped((signal) =>
        optimize(wishes, {
          ...facts,
          repository,
          inventory,
          signal,
          now: new Date(),
          onFile: progress.tell,
        }),
      );
    return flags.dryRun ? work() : whileLocked(repository, 'optimization', work);
  }).finally(progress.end);
  if (flags.json) printJson({ schema: 'osdex/mirror-optimize/1', ...result });
  else process.stdout.write(told(result));
  const [error] = result.errors;
  if (error !== undefined && result.errors.length === 1) throw new OsdexError('write-failed', error);
  if (error !== undefined) {
    for (const one of result.errors) process.stderr.write(`osdex: ${one}\n`);
    throw new OsdexError('write-failed', `${counted(result.errors.length, 'thing')} could not be done`);
  }
  if (result.actions.some(({ kind }) => kind === 'too-much')) process.exitCode = 1;
}

/** @throws OsdexError `usage`. */
function readWishes(flags: OptimizeFlags): Wishes {
  const { duplicates, archiveOlderThan, archiveTo, compressOlderThan, retention, maxSize } = flags;
  if ((archiveOlderThan === undefined) !== (archiveTo === undefined))
    throw new OsdexError('usage', 'expected --archive-older-than and --archive-to together, found one alone');
  if (flags.yes && maxSize === undefined)
    throw new OsdexError('usage', 'expected --yes with --max-size, found it alone');
  const wishes: Wishes = {
    duplicates,
    archive:
      archiveOlderThan === undefined || archiveTo === undefined
        ? undefined
        : { olderThanMs: parseDuration(archiveOlderThan), to: archiveTo },
    compressOlderThanMs: compressOlderThan === undefined ? undefined : parseDuration(compressOlderThan),
    retentionMs: retention === undefined ? undefined : parseDuration(retention),
    maxSizeBytes: maxSize === undefined ? undefined : parseSize(maxSize),
  };
  if (Object.values(wishes).some((wish) => wish !== undefined))
    return { ...wishes, mayTrash: flags.yes, dryRun: flags.dryRun };
  throw new OsdexError(
    'usage',
    'expected something to do, such as --duplicates hard-link, --retention 30d or --max-size 1TB, found nothing (see --help)',
  );
}

const DONE: Readonly<Record<Action['kind'], string>> = {
  linked: 'linked',
  folded: 'trashed',
  trashed: 'trashed',
  archived: 'archived',
  compressed: 'compressed',
  deleted: 'deleted',
  'too-much': 'too much',
};

function told(result: OptimizeResult): string {
  const { actions, warnings, dryRun } = result;
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  const lines = actions.map(({ kind, path, to, sizeBytes }) => {
    const where = to === undefined ? '' : kind === 'linked' ? `, as ${to}` : `, now ${to}`;
    return `${DONE[kind].padEnd(11)} ${path} (${formatSize(sizeBytes)})${where}`;
  });
  const counts = [
    [result.duplicatesRemoved, result.duplicatesRemoved === 1 ? 'duplicate' : 'duplicates'],
    [result.filesArchived, 'archived'],
    [result.filesCompressed, 'compressed'],
    [result.filesDeleted, 'deleted from the trash'],
    [result.filesTrashed, 'put into the trash'],
  ] as const;
  const done = counts.flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : [])).join(', ');
  const sizes = `${formatSize(result.initialSize)} before, ${formatSize(result.finalSize)} ${dryRun ? 'then' : 'now'}`;
  lines.push(
    `${dryRun ? 'Would be done: ' : 'Done: '}${done || 'nothing'}; ${formatSize(result.spaceFreed)} ${dryRun ? 'would be freed' : 'freed'} (${sizes}).`,
  );
  return `${lines.join('\n')}\n`;
}
