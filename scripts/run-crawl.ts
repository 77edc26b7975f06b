import { readCatalog } from '../core/catalog/catalog.ts';
import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { formatSize } from '../core/format-size.ts';
import { parseSelector } from '../core/selector.ts';
import { loadSources } from '../core/source/source-files.ts';
import type { LoadedSources } from '../core/source/source-files.ts';
import { commitMessage } from '../crawler/commit-message.ts';
import { crawl } from '../crawler/crawl.ts';
import type { CrawlReport } from '../crawler/crawl.ts';
import type { CrawlEvent } from '../crawler/crawl-source.ts';
import { recordProduct, recordRelease } from '../crawler/record.ts';
import { markdownSummary } from '../crawler/summary.ts';
import type { NetworkOptions } from './context.ts';
import { crawlOptionsOf } from './crawl-options.ts';
import type { ReadingFlags } from './crawl-options.ts';
import { printReport, unmatched } from './crawl-report.ts';
import { keepHeapSmall } from './keep-heap-small.ts';
import { openProgress } from './progress.ts';
import { printJson } from './print-json.ts';
import { changeCatalog } from './publish.ts';
import type { PublishOptions } from './publish.ts';
import { withFetcher } from './run-fetcher.ts';
import { setStepOutputs } from './step-outputs.ts';
import { appendSummary } from './step-summary.ts';

/** The options of `osdex crawl`. */
export interface CrawlFlags extends ReadingFlags, NetworkOptions, PublishOptions {
  select?: string;
  shard?: string;
  updatesOnly?: boolean;
  exportOnly?: boolean;
}

/** Crawls, publishes and reports as the flags say. */
export async function runCrawl(flags: CrawlFlags): Promise<void> {
  const { report, commit } = await changeCatalog(flags, 'crawl', async (catalog) => {
    const loaded = takeShard(await loadSources(flags.sources), flags.shard);
    const report = flags.exportOnly
      ? await exportCatalog(catalog, loaded)
      : await crawlWithProgress({ ...flags, catalog }, loaded);
    return {
      report,
      message: flags.updatesOnly ? undefined : (files) => commitMessage(report.changes, files),
    };
  });
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
  const { remotes, errors } = loaded;
  const whole = part === 1 ? { remotes, errors } : { remotes: [], errors: [] };
  return { sources: loaded.sources.filter(isOurs), ...whole };
}

async function crawlWithProgress(flags: CrawlFlags, loaded: LoadedSources): Promise<CrawlReport> {
  keepHeapSmall();
  const select = flags.select === undefined ? undefined : parseSelector(flags.select);
  const progress = openProgress(flags.json);
  try {
    const report = await withFetcher(flags, (fetcher, signal) =>
      crawl({
        ...crawlOptionsOf(flags, loaded, select),
        fetcher,
        dryRun: flags.updatesOnly ?? false,
        onEvent: showProgress(progress),
        signal,
      }),
    );
    if (flags.select !== undefined && report.feeds === 0) throw unmatched(flags.select, loaded.sources);
    return report;
  } finally {
    progress.end();
  }
}

/** Of smaller images the end is no news. */
const TOLD_BYTES = 16 * 1024 * 1024;

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
    } else if (event.kind === 'image-read') {
      const { pathname } = new URL(event.url);
      const name = pathname.slice(pathname.lastIndexOf('/') + 1);
      progress.update(done, total, `${name}, ${formatSize(event.readBytes)} read`);
      if (event.isWhole && event.readBytes >= TOLD_BYTES)
        progress.milestone(`  read ${name} (${formatSize(event.readBytes)}), which is signed itself`);
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
