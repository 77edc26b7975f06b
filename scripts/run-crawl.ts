import { appendFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { readCatalog } from '../core/catalog/catalog.ts';
import { describeChange } from '../core/change.ts';
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
import {
  commitCatalog,
  currentBranch,
  findRepository,
  openClone,
  pushCatalog,
} from '../crawler/repository.ts';
import type { Author, Repository } from '../crawler/repository.ts';
import { markdownSummary } from '../crawler/summary.ts';
import { cacheFolder, folderNameOf, keysFolder, openFetcher } from './context.ts';
import type { CommonOptions, NetworkOptions } from './context.ts';
import { openProgress } from './progress.ts';
import { printJson } from './print-json.ts';

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

/** Crawls, publishes and reports as the flags say. */
export async function runCrawl(flags: CrawlFlags): Promise<void> {
  const repository = await openRepository(flags);
  const catalog = repository?.catalog ?? flags.catalog;
  const loaded = takeShard(await loadSources(flags.sources), flags.shard);
  const report = flags.exportOnly
    ? await exportCatalog(catalog, loaded)
    : await crawlWithProgress({ ...flags, catalog }, loaded);
  const commit =
    repository === undefined || flags.updatesOnly ? undefined : await publish(repository, report, flags);

  if (flags.json) {
    printJson({ schema: 'osdex/crawl-report/1', ...report, ...(commit === undefined ? {} : { commit }) });
  } else {
    printReport(report, commit, flags);
  }
  const summary = process.env['GITHUB_STEP_SUMMARY'];
  if (summary !== undefined && summary !== '') await appendFile(summary, markdownSummary(report));
  if (report.errors.length > 0) process.exitCode = 1;
}

async function openRepository(flags: CrawlFlags): Promise<Repository | undefined> {
  if (flags.repository !== undefined) {
    const clone = flags.clone ?? cacheFolder('clones', folderNameOf(`${flags.repository} ${flags.branch}`));
    return openClone(flags.repository, flags.branch, clone, parseAuthor(flags.author));
  }
  return flags.commit || flags.push ? findRepository(flags.catalog) : undefined;
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

async function crawlWithProgress(flags: CrawlFlags, loaded: LoadedSources): Promise<CrawlReport> {
  keepHeapSmall();
  const select = flags.select === undefined ? undefined : parseSelector(flags.select);
  const interrupted = new AbortController();
  const onInterrupt = (): void => interrupted.abort();
  process.once('SIGINT', onInterrupt);
  const fetcher = await openFetcher(flags, interrupted.signal);
  const progress = openProgress(flags.json);
  const onEvent = showProgress(progress);
  try {
    const report = await crawl({
      loaded,
      keys: openKeyStore(keysFolder(flags)),
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
    process.off('SIGINT', onInterrupt);
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

async function publish(
  repository: Repository,
  report: CrawlReport,
  flags: CrawlFlags,
): Promise<string | undefined> {
  const commit = await commitCatalog(
    repository,
    (files) => commitMessage(report.changes, files),
    parseAuthor(flags.author),
  );
  const isPushed = flags.push || flags.repository !== undefined;
  if (isPushed)
    await pushCatalog(
      repository,
      flags.repository === undefined ? await currentBranch(repository) : flags.branch,
      parseAuthor(flags.author),
    );
  return commit;
}

function parseAuthor(text: string | undefined): Author | undefined {
  if (text === undefined) return undefined;
  const [, name, email] = /^([^<>\n]+?) *<([^<>\s]+)>$/.exec(text) ?? [];
  if (name !== undefined && email !== undefined) return { name, email };
  throw new OsdexError('usage', `expected --author as "Name <address>", found "${text}"`);
}

function printReport(report: CrawlReport, commit: string | undefined, flags: CrawlFlags): void {
  const { changes, errors, files, feeds } = report;
  const parts = [changes.map(describeChange)];
  if (errors.length > 0)
    parts.push(['Errors; what was on record for these feeds stays as it was:', ...describeErrors(errors)]);
  const news = changes.length === 0 ? 'Nothing new' : counted(changes.length, 'change');
  const wrote = flags.updatesOnly
    ? 'nothing written'
    : files.length === 0
      ? 'no file changed'
      : `${counted(files.length, 'file')} written`;
  parts.push([
    `${news} in ${counted(feeds, 'feed')}, ${counted(errors.length, 'error')}, ${wrote}.`,
    ...(commit === undefined ? [] : [`Committed as ${commit.slice(0, 12)}.`]),
  ]);
  const text = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  process.stdout.write(`${text.join('\n\n')}\n`);
}

/** As many errors of one kind as a person reads; all of them are in the health record and in --json. */
const SHOWN_OF_A_KIND = 4;

function describeErrors(errors: CrawlReport['errors']): string[] {
  const kinds = Map.groupBy(errors, ({ source, code }) => `${source}: ${code}`);
  return [...kinds].flatMap(([kind, alike]) => {
    const shown = alike.slice(0, SHOWN_OF_A_KIND).flatMap(({ feed, release, message }) => {
      const place = [feed, release].filter(Boolean).join(' ');
      return `${place === '' ? '' : `${place}: `}${message}`.split('\n').map((line) => `    ${line}`);
    });
    const more = alike.length - SHOWN_OF_A_KIND;
    const rest = more > 0 ? [`    … and ${more} more, all of them with --json`] : [];
    return [`  ${kind}${alike.length > 1 ? `, ${alike.length} times` : ''}`, ...shown, ...rest];
  });
}
