import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import pLimit from 'p-limit';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { formatSize } from '../../core/format-size.ts';
import type { LoadedSources } from '../../core/source/source-files.ts';
import type { Source } from '../../core/source/source.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import type { CrawlEvent } from '../../crawler/crawl-source.ts';
import { keyPlaces, openFetcher, withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { unknownSource } from './choose-source.ts';
import { checkSource } from './check-crawl.ts';
import { checkFiles } from './check-files.ts';
import type { FileCheck } from './check-files.ts';
import type { SourceCheck, Verdict } from './check-source.ts';
import { explainSource, summariseSource } from './check-text.ts';

const NOTES = `
Without names every source and its keys are read, and nobody is asked. With names, or --all, these sources are also
crawled as if nothing were known yet. Nothing is written; every decision is told: which page was asked and what it
lists, which builds were picked, which sums file was read and who signed it, which names were taken for what, which
were left out and why. With --all that is told only with --explain.

With --replay FOLDER an address that the recording lacks is "not recorded", which is no failure: of each source is
said how much was there.

With --json: schema osdex/source-check/1. "problems" and "absentKeys" of the files; for each source its "verdict"
(proven, partly, not-recorded, not-asked, failed, downloads), "warnings" and "feeds", each with the pages asked ("picked",
"older", "others"), the sums files proven ("taken", "passed"), what is "notRecorded" and what was "refused".

Exit code 0: all is well, as far as it was asked and is recorded. 1: a mistake in a file, or something was refused,
or a publisher had nothing to find. 2: used wrongly.

Examples:
  osdex sources check
  osdex sources check debian --replay recording
  osdex sources check --all --json`;

/** Each publisher's host has its own limit besides. */
const SOURCES_AT_ONCE = 8;

interface CheckFlags extends CommonOptions, NetworkOptions {
  all?: boolean;
  explain?: boolean;
  images: boolean;
}

/** `osdex sources check`. */
export function addCheckCommand(sources: Command): void {
  withNetworkOptions(
    withCommonOptions(
      sources
        .command('check')
        .description('read every source and its keys, and tell every mistake; try sources and tell why'),
    ),
  )
    .argument('[names...]', 'also crawl these, without writing anything')
    .option('--all', 'also crawl all of them')
    .option('--explain', 'with --all: tell every decision')
    .option('--no-images', 'leave out feeds of which every image is signed itself and would be read whole')
    .addHelpText('after', NOTES)
    .action(checkSources);
}

async function checkSources(names: string[], flags: CheckFlags): Promise<void> {
  const loaded = await loadSources(flags.sources);
  const chosen = chooseSources(loaded, names, flags);
  const keys = openKeyStore(keyPlaces(flags));
  const files = await checkFiles(chosen ?? loaded, keys, new Date());
  if (chosen === undefined) {
    tellFiles(files, loaded.sources.length, flags);
    return;
  }
  const fetcher = await openFetcher(flags);
  const progress = openProgress(flags.json);
  const checks: SourceCheck[] = [];
  const catalog = await mkdtemp(join(tmpdir(), 'osdex-check-'));
  try {
    const inTurn = pLimit(SOURCES_AT_ONCE);
    const running = chosen.sources.map((source) =>
      inTurn(() =>
        checkSource(source, {
          fetcher,
          keys,
          catalog,
          now: () => new Date(),
          withoutImages: !flags.images,
          onEvent: (event) =>
            progress.update(checks.length, chosen.sources.length, describeEvent(event, source)),
        }),
      ),
    );
    // They are told in their order; what a later one comes to is waited for when its turn has come.
    for (const run of running) run.catch(() => undefined);
    for (const run of running) {
      const check = await run;
      checks.push(check);
      if (flags.json) continue;
      progress.end();
      tellSource(check, flags.explain ?? !flags.all);
    }
  } finally {
    progress.end();
    await rm(catalog, { recursive: true, force: true });
    await fetcher.close();
  }
  tellAll(files, checks, fetcher.recorded, flags);
}

/** What is being done now, for the living line of a terminal. */
function describeEvent(event: CrawlEvent, { product }: Source): string {
  if (event.kind === 'feed-done') return `${product} ${event.feed} ${event.release}`;
  return event.kind === 'image-read' ? `${product} ${formatSize(event.readBytes)} of ${event.url}` : product;
}

/** @returns undefined where no source is to be crawled. */
function chooseSources(
  loaded: LoadedSources,
  names: readonly string[],
  { all }: CheckFlags,
): LoadedSources | undefined {
  if (all) {
    if (names.length === 0) return loaded;
    throw new OsdexError('usage', `expected names or --all, found both (${names.join(', ')})`);
  }
  if (names.length === 0) return undefined;
  const known = [
    ...loaded.sources.map(({ product }) => product),
    ...loaded.errors.map(({ source }) => source),
  ];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw unknownSource(loaded, unknown);
  return {
    sources: loaded.sources.filter(({ product }: Source) => names.includes(product)),
    remotes: [],
    errors: loaded.errors.filter(({ source }) => names.includes(source)),
  };
}

function tellSource(check: SourceCheck, isExplained: boolean): void {
  const explained = isExplained && check.feeds.length > 0 ? `${explainSource(check)}\n` : '';
  process.stdout.write(explained + summariseSource(check, isExplained));
}

function tellFiles({ problems, absent }: FileCheck, count: number, { json }: CheckFlags): void {
  if (json) {
    printJson({ schema: SCHEMA, sources: count, problems, absentKeys: absent });
  } else {
    process.stdout.write(linesOf({ problems, absent }));
    const warned = absent.length === 0 ? '' : `, ${counted(absent.length, 'warning')}`;
    process.stdout.write(
      `${counted(count, 'source')} read, ${counted(problems.length, 'problem')}${warned}.\n`,
    );
  }
  if (problems.length > 0) process.exitCode = 1;
}

const SCHEMA = 'osdex/source-check/1';

function tellAll(
  { problems, absent }: FileCheck,
  checks: readonly SourceCheck[],
  recorded: boolean,
  { json }: CheckFlags,
): void {
  if (json) printJson({ schema: SCHEMA, recorded, sources: checks, problems, absentKeys: absent });
  else {
    const counts = [...Map.groupBy(checks, ({ verdict }) => verdict)]
      .toSorted(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b))
      .map(([verdict, alike]) => `${alike.length} ${LABELS[verdict]}`);
    const wrong = problems.length === 0 ? '' : `; ${counted(problems.length, 'problem')} in files`;
    process.stdout.write(`${linesOf({ problems, absent })}`);
    process.stdout.write(`\n${counted(checks.length, 'source')}: ${counts.join(', ') || 'none'}${wrong}.\n`);
  }
  const isFailed = checks.some(({ verdict }) => verdict === 'failed');
  if (isFailed || problems.length > 0) process.exitCode = 1;
}

const LABELS: Record<Verdict, string> = {
  proven: 'proven',
  partly: 'proven as far as recorded',
  'not-recorded': 'not recorded',
  'not-asked': 'not asked',
  downloads: 'with downloads only',
  failed: 'failed',
};
const ORDER = Object.keys(LABELS);

function linesOf({ problems, absent }: FileCheck): string {
  const lines = [
    ...problems.map(({ code, message }) => `${code}: ${message}\n`),
    ...absent.map(({ source, message }) => `warning: ${source}: ${message}\n`),
  ];
  return lines.join('');
}
