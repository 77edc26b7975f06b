import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { formatSize } from '../../core/format-size.ts';
import { readPlace } from '../../mirror/synchronise/side.ts';
import type { StepKind } from '../../mirror/synchronise/arrange.ts';
import { synchronise } from '../../mirror/synchronise/synchronise.ts';
import type { SideStep, Synchronised } from '../../mirror/synchronise/synchronise.ts';
import { AS_IT_IS, MODES } from '../../mirror/synchronise/wanted.ts';
import type { Mode } from '../../mirror/synchronise/wanted.ts';
import { showDownload } from '../download-progress.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';

interface SynchroniseFlags {
  mode: Mode;
  dryRun?: boolean;
  yes?: boolean;
  parallel: number;
  json?: boolean;
}

const NOTES = `
Modes:
  update   brings the destination what is new or changed at the source, and leaves the rest
  mirror   makes the destination what the source is; what the source does not have goes to the destination's trash
  merge    brings to each what only the other has; of two files of one path the younger proven one keeps it, the other
           gets the first 8 digits of its digest into its name

A repository is a folder, or a remote that rclone is configured for (S3, SMB, SFTP, WebDAV and many others):
rclone:NAME:path, or NAME:path where no folder has that name. Differences are told by digest: what lies there under
another path is moved or linked and not sent again. Every byte that is sent is hashed on the way, and at a remote asked
for by its digest or read back, before the file gets its name. What was stopped is gone on with by the same command.
What a remote holds is kept in its .osdex/inventory.jsonl; only one may change a remote at a time.

Exit code: 0 both agree; 1 something failed, after everything else was done; 2 used wrongly.

Examples:
  osdex mirror synchronise /srv/images /mnt/usb/images
  osdex mirror synchronise /srv/images rclone:nas:images --mode mirror --dry-run
  osdex mirror synchronise rclone:bucket:images /srv/images --mode merge`;

/** `osdex mirror synchronise`. */
export function addSynchroniseCommand(mirror: Command): void {
  mirror
    .command('synchronise')
    .alias('synchronize')
    .description('make two repositories agree, here or at a remote of rclone')
    .argument('<source>', 'folder or remote of the one')
    .argument('<destination>', 'folder or remote of the other; an empty folder is made a repository')
    .addOption(new Option('-m, --mode <mode>', 'how they come to agree').choices(MODES).default('update'))
    .option('-n, --dry-run', 'only tell what would be done')
    .option('-y, --yes', 'the destination may give up most of what it has, and what the source has lost')
    .option('--parallel <n>', 'files sent at a time, 1 to 16', parseParallel, 2)
    .option('--json', 'print JSON for programs')
    .addHelpText('after', NOTES)
    .action(async (source: string, destination: string, flags: SynchroniseFlags) => {
      const result = await run(source, destination, flags);
      if (flags.json) printJson(described(result, flags));
      else process.stdout.write(told(result, flags));
      for (const { error } of result.failed) process.stderr.write(`osdex: ${error.message}\n`);
      if (result.failed.length > 0) process.exitCode = 1;
    });
}

function run(source: string, destination: string, flags: SynchroniseFlags): Promise<Synchronised> {
  const progress = openProgress(flags.json);
  const { mode, dryRun: isDryRun, yes: isSure, parallel } = flags;
  const showProgress = showDownload(progress);
  let read = { path: '', bytes: 0 };
  return untilStopped(async (signal) => {
    try {
      const from = await readPlace(source, signal);
      const to = await readPlace(destination, signal);
      return await synchronise(
        from,
        to,
        { mode, isDryRun: isDryRun ?? false, isSure: isSure ?? false, parallel },
        {
          now: () => new Date(),
          signal,
          onRead(path, count) {
            read = { path, bytes: read.path === path ? read.bytes + count : count };
            progress.tell(`reading ${path}, ${formatSize(read.bytes)}`);
          },
          onProgress: showProgress,
          onStep: (step) => progress.milestone(line(step, DONE)),
        },
      );
    } finally {
      progress.end();
    }
  });
}

const DONE: Record<StepKind, string> = {
  move: 'moved',
  copy: 'linked',
  send: 'sent',
  trash: 'trashed',
  discard: 'discarded',
};

const WOULD: Record<StepKind, string> = {
  move: 'move',
  copy: 'link',
  send: 'send',
  trash: 'trash',
  discard: 'discard',
};

function line({ kind, path, from, side, sizeBytes }: SideStep, words: Record<StepKind, string>): string {
  const before = from === undefined ? '' : `${from} -> `;
  const where = side === 'source' ? ' (at the source)' : '';
  return `${words[kind].padEnd(10)} ${formatSize(sizeBytes).padStart(9)}  ${before}${path}${where}`;
}

function told(result: Synchronised, { dryRun }: SynchroniseFlags): string {
  const { done, failed, notes, unchanged, sentBytes } = result;
  const sends = done.filter(({ kind }) => kind === 'send');
  const lines = [...notes.map((note) => `note: ${note}`)];
  if (dryRun) lines.unshift(...done.map((step) => line(step, WOULD)));
  const bytes = dryRun ? sends.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) : sentBytes;
  const counts = [
    `${dryRun ? 'to send' : 'sent'} ${counted(sends.length, 'file')} (${formatSize(bytes)})`,
    ...(['move', 'copy', 'trash'] as const).flatMap((kind) => {
      const count = done.filter((step) => step.kind === kind).length;
      return count === 0 ? [] : `${dryRun ? `to ${WOULD[kind]}` : DONE[kind]} ${count}`;
    }),
    `${unchanged} there already`,
    ...(failed.length === 0 ? [] : [`${failed.length} failed`]),
  ];
  return `${[...lines, counts.join(', ')].join('\n')}\n`;
}

function described(result: Synchronised, { mode, dryRun }: SynchroniseFlags) {
  const { source, destination, done, failed, conflicts, notes, unchanged, sentBytes } = result;
  return {
    mode,
    dryRun: dryRun ?? false,
    source,
    destination,
    done: done.map(({ side, kind, path, from, digest, sizeBytes }) => ({
      side,
      kind,
      path,
      from,
      digest: digest === AS_IT_IS ? undefined : digest,
      sizeBytes,
    })),
    failed: failed.map(({ step, error }) => ({
      code: error.code,
      message: error.message,
      side: step?.side,
      path: step?.path,
    })),
    conflicts,
    notes,
    unchanged,
    sentBytes,
  };
}

function parseParallel(text: string): number {
  if (/^(?:[1-9]|1[0-6])$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a number from 1 to 16');
}
