import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { parseSelector } from '../../core/selector.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { commitMessage } from '../../crawler/commit-message.ts';
import { walkHistory } from '../../crawler/history.ts';
import type { HistoryReport } from '../../crawler/history.ts';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import type { NetworkOptions } from '../context.ts';
import { crawlOptionsOf, withReadingOptions } from '../crawl-options.ts';
import type { ReadingFlags } from '../crawl-options.ts';
import { describeErrors, unmatched } from '../crawl-report.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { changeCatalog, withPublishOptions } from '../publish.ts';
import type { PublishOptions } from '../publish.ts';
import { withFetcher } from '../run-fetcher.ts';

interface HistoryFlags extends ReadingFlags, NetworkOptions, PublishOptions {
  since?: string;
  limit?: number;
  dryRun?: boolean;
}

const HELP = `
Every build that a feed or its archives still list, and that is not on record, is proven and added to what is there;
nothing is marked or taken away. A few at a time are asked for and recorded, so that a walk that was stopped goes on
where it was when it is started again.

A build that lacks what would prove it is skipped and told. A sums file at an address that moves on has no past.

With --json: schema osdex/history-report/1, with "changes", "skipped", "errors", "files" and the commit.

Exit code 0: walked through, whatever was skipped. 1: a proof was wrong, or a publisher did not answer; the rest is
recorded. 2: used wrongly.

Examples:
  osdex history debian@13 --since 2026-01-01
  osdex history "product=flatcar&stream=openstack" --limit 50 --commit`;

/** `osdex history`. */
export function addHistoryCommand(program: Command): void {
  const command = program
    .command('history')
    .description('record the older builds that publishers still hold, newest first; goes on where it stopped')
    .argument('[selector]', 'only these sources, releases and streams: ubuntu, debian@13')
    .option('--since <day>', 'only builds of this day, YYYY-MM-DD, or later', parseDay)
    .option('--limit <n>', 'at most this many builds of each feed of a release', parseLimit)
    .option('--dry-run', 'only tell what would be recorded; write nothing');
  withPublishOptions(withReadingOptions(withNetworkOptions(withCommonOptions(command))))
    .addHelpText('after', HELP)
    .action(runHistory);
}

async function runHistory(selector: string | undefined, flags: HistoryFlags): Promise<void> {
  const { report, commit } = await changeCatalog(flags, 'walk', async (catalog) => {
    const found = await walk(selector, { ...flags, catalog });
    const message = (files: readonly string[]): string => commitMessage(found.changes, files);
    return { report: found, message: flags.dryRun ? undefined : message };
  });
  if (flags.json) {
    printJson({ schema: 'osdex/history-report/1', ...report, ...(commit === undefined ? {} : { commit }) });
  } else {
    process.stdout.write(describe(report, commit, flags.dryRun ?? false));
  }
  if (report.errors.length > 0) process.exitCode = 1;
}

async function walk(selector: string | undefined, flags: HistoryFlags): Promise<HistoryReport> {
  const select = selector === undefined ? undefined : parseSelector(selector);
  const loaded = await loadSources(flags.sources);
  const progress = openProgress(flags.json);
  const counts = { builds: 0, skipped: 0 };
  try {
    const report = await withFetcher(flags, (fetcher, signal) =>
      walkHistory({
        ...crawlOptionsOf(flags, loaded, select),
        fetcher,
        since: flags.since,
        limit: flags.limit,
        dryRun: flags.dryRun ?? false,
        signal,
        onStep({ product, release, builds, skipped }) {
          counts.builds += builds;
          counts.skipped += skipped;
          if (builds > 0) progress.milestone(`  ${product} ${release}: ${counted(builds, 'build')}`);
          progress.tell(
            `${counted(counts.builds, 'build')}, ${counts.skipped} skipped, now ${product} ${release}`,
          );
        },
      }),
    );
    if (selector !== undefined && report.feeds === 0) throw unmatched(selector, loaded.sources);
    return report;
  } finally {
    progress.end();
  }
}

function describe(
  { changes, skipped, errors, files, feeds }: HistoryReport,
  commit: string | undefined,
  isDry: boolean,
): string {
  const builds = changes.filter(({ kind }) => kind === 'build-added').length;
  const wrote = isDry ? 'nothing written' : `${counted(files.length, 'file')} written`;
  return [
    ...(skipped.length > 0
      ? ['Skipped, since what would prove them is not to be had:', ...describeErrors(skipped), '']
      : []),
    ...(errors.length > 0 ? ['Errors; nothing of these was recorded:', ...describeErrors(errors), ''] : []),
    `${counted(builds, 'build')} added from ${counted(feeds, 'feed')}, ${skipped.length} skipped, ${counted(errors.length, 'error')}, ${wrote}.`,
    ...(commit === undefined ? [] : [`Committed as ${commit.slice(0, 12)}.`]),
    '',
  ].join('\n');
}

function parseDay(text: string): string {
  try {
    return parseSelector(`since=${text}`).since ?? text;
  } catch (error) {
    if (error instanceof OsdexError)
      throw new InvalidArgumentError(`expected a day as YYYY-MM-DD, found "${text}"`);
    throw error;
  }
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a number of builds, 1 or more, found "${text}"`);
}
