import { resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { readCatalog } from '../core/catalog/catalog.ts';
import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { openKeyStore } from '../core/trust/keyring.ts';
import { parseSelector } from '../core/selector.ts';
import { loadSources } from '../core/source/source-files.ts';
import type { LoadedSources } from '../core/source/source-files.ts';
import { commitMessage } from '../crawler/commit-message.ts';
import { crawl } from '../crawler/crawl.ts';
import type { CrawlReport } from '../crawler/crawl.ts';
import type { CrawlEvent } from '../crawler/crawl-source.ts';
import { recordProduct, recordRelease } from '../crawler/record.ts';
import { openClone, pushClone } from '../crawler/clone.ts';
import type { Author } from '../crawler/git.ts';
import { takeLock } from '../crawler/lock.ts';
import { commitCatalog, currentBranch, findRepository, pushCatalog } from '../crawler/repository.ts';
import type { Repository } from '../crawler/repository.ts';
import { markdownSummary } from '../crawler/summary.ts';
import { cacheFolder, folderNameOf, keyPlaces, openFetcher } from './context.ts';
import type { CommonOptions, NetworkOptions } from './context.ts';
import { printReport } from './crawl-report.ts';
import { openProgress } from './progress.ts';
import { printJson } from './print-json.ts';
import { setStepOutputs } from './step-outputs.ts';
import { appendSummary } from './step-summary.ts';

/** The options of `osdex crawl`. */
export interface CrawlFlags extends CommonOptions, NetworkOptions {
  select?: string;
  shard?: string;
  updatesOnly?: boolean;
  exportOnly?: boolean;
  commit?: boolean;
  push?: boolean;
  repository?: string;
  branch: string;
  clone?: string;
  author?: string;
}

/** How often others may push what ours does not fit to, before a person is told. */
const ROUNDS = 3;

/** Crawls, publishes and reports as the flags say. */
export async function runCrawl(flags: CrawlFlags): Promise<void> {
  const clone = cloneOf(flags);
  if (clone === undefined) return crawlAndReport(flags);
  const unlock = await takeLock(`${clone}.lock`, 'crawl with this clone');
  try {
    await crawlAndReport(flags);
  } finally {
    await unlock();
  }
}

async function crawlAndReport(flags: CrawlFlags): Promise<void> {
  const { report, commit } = await crawlAndPublish(flags);
  if (flags.json) {
    printJson({ schema: 'osdex/crawl-report/1', ...report, ...(commit === undefined ? {} : { commit }) });
  } else {
    printReport(report, commit, !flags.updatesOnly);
  }
  await appendSummary(markdownSummary(report));
  await setStepOutputs({
    changed: String(report.files.length > 0),
    commit: commit ?? '',
    errors: String(report.errors.length),
  });
  if (report.errors.length > 0) process.exitCode = 1;
}

/** Crawls again where others had pushed what the catalog that was found does not fit to. */
async function crawlAndPublish(
  flags: CrawlFlags,
): Promise<{ report: CrawlReport; commit?: string | undefined }> {
  for (let round = 1; ; round++) {
    const repository = await openRepository(flags);
    const catalog = repository?.catalog ?? flags.catalog;
    const loaded = takeShard(await loadSources(flags.sources), flags.shard);
    const report = flags.exportOnly
      ? await exportCatalog(catalog, loaded)
      : await crawlWithProgress({ ...flags, catalog }, loaded);
    if (repository === undefined || flags.updatesOnly) return { report };
    const commit = await commitCatalog(
      repository,
      (files) => commitMessage(report.changes, files),
      parseAuthor(flags.author),
    );
    if (await push(repository, flags)) return { report, commit };
    if (round === ROUNDS) {
      throw new OsdexError(
        'git',
        `expected to push to ${flags.branch}, found ${counted(ROUNDS, 'time')} that others had changed the same files meanwhile; crawl again`,
      );
    }
  }
}

function cloneOf({ repository, branch, clone }: CrawlFlags): string | undefined {
  if (repository === undefined) return undefined;
  return clone ?? cacheFolder('clones', folderNameOf(`${repository} ${branch}`));
}

async function openRepository(flags: CrawlFlags): Promise<Repository | undefined> {
  const clone = cloneOf(flags);
  if (flags.repository !== undefined && clone !== undefined)
    return openClone(flags.repository, flags.branch, resolve(clone), parseAuthor(flags.author), tell);
  return flags.commit || flags.push ? findRepository(flags.catalog) : undefined;
}

/** @returns whether all that was to be pushed is. */
async function push(repository: Repository, flags: CrawlFlags): Promise<boolean> {
  const author = parseAuthor(flags.author);
  if (flags.repository !== undefined) return pushClone(repository, flags.branch, author, tell);
  if (flags.push) await pushCatalog(repository, await currentBranch(repository), author);
  return true;
}

function tell(sentence: string): void {
  process.stderr.write(`osdex: ${sentence}\n`);
}

function takeShard(loaded: LoadedSources, shard: string | undefined): LoadedSources {
  if (shard === undefined) return loaded;
  const [, part, parts] = /^(\d{1,4})\/(\d{1,4})$/.exec(shard)?.map(Number) ?? [];
  if (!part || !parts || part > parts) {
    throw new OsdexError(
      'usage',
      `expected --shard as i/n with i from 1 to n, such as 2/4, found "${shard}"`,
    );
  }
  const isOurs = (_: unknown, index: number): boolean => index % parts === part - 1;
  return { sources: loaded.sources.filter(isOurs), errors: part === 1 ? loaded.errors : [] };
}

/** What asks a crawl to stop; asked a second time it ends at once, and nothing is lost either. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

async function crawlWithProgress(flags: CrawlFlags, loaded: LoadedSources): Promise<CrawlReport> {
  keepHeapSmall();
  const select = flags.select === undefined ? undefined : parseSelector(flags.select);
  const interrupted = new AbortController();
  const onInterrupt = (): void => interrupted.abort();
  for (const signal of STOP_SIGNALS) process.once(signal, onInterrupt);
  const fetcher = await openFetcher(flags, interrupted.signal);
  const progress = openProgress(flags.json);
  const onEvent = showProgress(progress);
  try {
    const report = await crawl({
      loaded,
      keys: openKeyStore(keyPlaces(flags)),
      catalog: flags.catalog,
      fetcher,
      now: () => new Date(),
      select,
      dryRun: flags.updatesOnly ?? false,
      onEvent,
      signal: interrupted.signal,
    });
    if (select !== undefined && report.feeds === 0) {
      const known = loaded.sources.map(({ product }) => product).join(', ');
      throw new OsdexError(
        'usage',
        `expected --select to match a feed, found none for "${flags.select}"; products are ${known}`,
      );
    }
    return report;
  } finally {
    progress.end();
    for (const signal of STOP_SIGNALS) process.off(signal, onInterrupt);
    await fetcher.close();
  }
}

/**
 * A crawl of many releases makes much garbage and keeps little. On a machine with much memory V8 would let it pile up
 * to several times what is used; collecting a little more often keeps the crawl within a small machine.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=25');
}

function showProgress(progress: ReturnType<typeof openProgress>): (event: CrawlEvent) => void {
  let done = 0;
  let total = 0;
  return (event) => {
    if (event.kind === 'planned') {
      total = event.feeds;
      progress.milestone(`Asking ${counted(event.feeds, 'feed')} of ${counted(event.sources, 'source')}`);
    } else if (event.kind === 'feed-done') {
      done += 1;
      progress.update(done, total, `${event.source} ${event.feed} ${event.release}`);
    } else {
      const state = event.errors === 0 ? 'well' : counted(event.errors, 'error');
      progress.milestone(`  ${event.source.padEnd(16)} ${counted(event.changes, 'change')}, ${state}`);
    }
  };
}

/** Writes every file again from what the catalog holds and what the sources state. */
async function exportCatalog(catalog: string, { sources }: LoadedSources): Promise<CrawlReport> {
  const { products } = await readCatalog(catalog);
  const files: string[] = [];
  for (const { product, releases } of products) {
    const source = sources.find((one) => one.product === product.product);
    if (source === undefined) continue;
    files.push(...(await recordProduct(catalog, source)));
    for (const release of releases) files.push(...(await recordRelease(catalog, source, release)));
  }
  return { changes: [], errors: [], files, feeds: 0, builds: 0 };
}

function parseAuthor(text: string | undefined): Author | undefined {
  if (text === undefined) return undefined;
  const [, name, email] = /^([^<>\n]+?) *<([^<>\s]+)>$/.exec(text) ?? [];
  if (name !== undefined && email !== undefined) return { name, email };
  throw new OsdexError('usage', `expected --author as "Name <address>", found "${text}"`);
}
