import { Option } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { parseDuration } from '../../core/duration.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { parseSelector } from '../../core/selector.ts';
import { chooseFiles } from '../../mirror/inventory/choose-files.ts';
import type { Choice } from '../../mirror/inventory/choose-files.ts';
import type { Inventory } from '../../mirror/inventory/inventory.ts';
import { lastRotation, noteRotation } from '../../mirror/inventory/rotation.ts';
import { selectFiles } from '../../mirror/inventory/select-files.ts';
import { verifyFiles } from '../../mirror/inventory/verify.ts';
import type { Checked, VerifyReport } from '../../mirror/inventory/verify.ts';
import type { Repository } from '../../mirror/repository.ts';
import { showDownload } from '../download-progress.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

interface VerifyFlags extends RepositoryFlags {
  all?: boolean;
  sample?: number;
  olderThan?: number;
  within: number;
}

const NOTES = `
Without --all, --sample or --older-than a run takes its share, so that all is read once within --within however often it
is run: of all bytes the share that the time since the last run is of that time (a day's before the first run), those
first that were read the longest ago; and whatever was not read for that time.

What is bad is told with the bytes where it differs, as far as its pieces are known; "osdex mirror repair" fetches it
again.

Examples:
  osdex mirror verify                  # every night: all is read within 90 days
  osdex mirror verify --within 30d
  osdex mirror verify --all "product=debian"
  osdex mirror verify --sample 5%

Exit code 0: all that is on record is good. 1: files are bad, missing or cannot be read, also of earlier runs. 2: used
wrongly.`;

/** `osdex mirror verify`. */
export function addVerifyCommand(mirror: Command): void {
  withRepositoryOptions(mirror.command('verify').description('read files again, and find what went bad'))
    .argument('[selector]', 'only files that it finds, such as ubuntu@24.04 (default: all)')
    .option('--all', 'read all of them')
    .option('--sample <percent>', 'read so many of them, drawn by lot', parsePercent)
    .option('--older-than <time>', 'read those that were not read for so long, such as 30d', parseDuration)
    .addOption(
      new Option('--within <time>', 'time within which all are to be read')
        .argParser(parseDuration)
        .default(parseDuration('90d'), '90d'),
    )
    .addHelpText('after', NOTES)
    .action(async (selector: string | undefined, flags: VerifyFlags) => {
      const ways = [flags.all, flags.sample, flags.olderThan].filter((way) => way !== undefined);
      if (ways.length > 1)
        throw new OsdexError('usage', 'expected one of --all, --sample and --older-than, found several');
      const report = await verify(selector, flags);
      if (flags.json) printJson(report);
      else process.stdout.write(told(report));
      if (report.notGood.length > 0 || report.files.some(({ kind }) => kind === 'unreadable'))
        process.exitCode = 1;
    });
}

function parsePercent(text: string): number {
  const percent = Number(/^(\d+(?:\.\d+)?) ?%?$/.exec(text.trim())?.[1]);
  if (percent > 0 && percent <= 100) return percent;
  throw new OsdexError('usage', `expected a part of a hundred such as 5%, found "${text}"`);
}

async function verify(selector: string | undefined, flags: VerifyFlags): Promise<VerifyReport> {
  const progress = openProgress(flags.json);
  const now = new Date();
  const run = async (
    repository: Repository,
    inventory: Inventory,
    signal: AbortSignal,
  ): Promise<VerifyReport> => {
    const choice = await choiceOf(repository, flags);
    const files = selectFiles(inventory.all(), parseSelector(selector ?? ''));
    const chosen = chooseFiles(files, choice, now);
    const report = await verifyFiles(repository, inventory, chosen, {
      now: () => new Date(),
      signal,
      onProgress: showDownload(progress),
    });
    // A run that was about some of the files says nothing of how often all are looked at.
    if (choice.kind === 'rotation' && selector === undefined) await noteRotation(repository, now);
    return report;
  };
  try {
    return await untilStopped((signal) =>
      withInventory(flags, (repository, inventory) =>
        whileLocked(repository, 'reading of this repository', () => run(repository, inventory, signal)),
      ),
    );
  } finally {
    progress.end();
  }
}

async function choiceOf(
  repository: Repository,
  { all, sample, olderThan, within }: VerifyFlags,
): Promise<Choice> {
  if (all) return { kind: 'all' };
  if (sample !== undefined) return { kind: 'sample', percent: sample, random: Math.random };
  if (olderThan !== undefined) return { kind: 'older-than', ms: olderThan };
  return { kind: 'rotation', withinMs: within, lastRun: await lastRotation(repository) };
}

function told({ files, readBytes, notGood }: VerifyReport): string {
  const of = (...kinds: Checked['kind'][]): number => files.filter(({ kind }) => kinds.includes(kind)).length;
  const here = new Set(files.map(({ path }) => path));
  const earlier = notGood.filter((path) => !here.has(path));
  return [
    ...files.flatMap(lineOf),
    ...earlier.map((path) => `${'still'.padEnd(10)}  ${path}: bad or missing since an earlier run\n`),
    `${counted(of('good', 'bad'), 'file')} read, ${formatSize(readBytes)}: ${of('good')} good\n`,
  ].join('');
}

function lineOf(checked: Checked): string[] {
  const { kind, path } = checked;
  if (kind !== 'good') return [`${kind.padEnd(10)}  ${path}: ${checked.reason}\n`];
  if (checked.problems.length === 0) return [];
  return [`${'good'.padEnd(10)}  ${path}: as it was published, though ${checked.problems.join('; ')}\n`];
}
