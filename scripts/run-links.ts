import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { parseSelector } from '../core/selector.ts';
import { loadSources } from '../core/source/source-files.ts';
import { commitMessage } from '../crawler/commit-message.ts';
import { checkLinks } from '../crawler/links.ts';
import type { LinksEvent } from '../crawler/links.ts';
import type { LinksReport } from '../crawler/links-report.ts';
import { linksSummary } from '../crawler/links-summary.ts';
import type { CommonOptions, NetworkOptions } from './context.ts';
import { printLinksReport } from './links-report.ts';
import { printJson } from './print-json.ts';
import { openProgress } from './progress.ts';
import { changeCatalog } from './publish.ts';
import type { PublishOptions } from './publish.ts';
import { withFetcher } from './run-fetcher.ts';
import { appendSummary } from './step-summary.ts';

/** The options of `osdex links`. */
export interface LinksFlags extends CommonOptions, NetworkOptions, PublishOptions {
  selector: string | undefined;
  /** In milliseconds. */
  every: number;
  limit: number;
  all?: boolean;
  acceptGone?: boolean;
  dryRun?: boolean;
}

/** Checks what is recorded, publishes and reports as the flags say. */
export async function runLinks(flags: LinksFlags): Promise<void> {
  const { report, commit } = await changeCatalog(flags, 'check', async (catalog) => {
    const report = await checkWithProgress({ ...flags, catalog });
    return {
      report,
      message: flags.dryRun ? undefined : (files) => commitMessage(report.changes, files),
    };
  });
  if (flags.json)
    printJson({ schema: 'osdex/links-report/1', ...report, ...(commit === undefined ? {} : { commit }) });
  else printLinksReport(report, commit, !flags.dryRun);
  await appendSummary(linksSummary(report));
  if (report.errors.length + report.unknown.length > 0) process.exitCode = 1;
}

async function checkWithProgress(flags: LinksFlags): Promise<LinksReport> {
  const { catalog, every, limit, all = false, acceptGone = false, dryRun = false } = flags;
  const select = flags.selector === undefined ? undefined : parseSelector(flags.selector);
  const loaded = await loadSources(flags.sources);
  const progress = openProgress(flags.json);
  const onEvent = showProgress(progress);
  try {
    const report = await withFetcher(flags, (fetcher, signal) =>
      checkLinks({
        loaded,
        catalog,
        fetcher,
        now: () => new Date(),
        select,
        everyMs: every,
        limit,
        all,
        acceptGone,
        dryRun,
        signal,
        onEvent,
      }),
    );
    if (select === undefined || report.selected > 0) return report;
    throw new OsdexError(
      'usage',
      `expected "${flags.selector}" to select a build of the catalog, found none; "osdex list" shows what there is`,
    );
  } finally {
    progress.end();
  }
}

function showProgress(progress: ReturnType<typeof openProgress>): (event: LinksEvent) => void {
  let done = 0;
  let total = 0;
  return (event) => {
    if (event.kind === 'planned') {
      total = event.builds;
      progress.milestone(`Checking ${counted(event.builds, 'build')} in ${counted(event.folders, 'folder')}`);
      return;
    }
    done += 1;
    // Builds that are asked for besides come after the others.
    progress.update(done, Math.max(done, total), `${event.product} ${event.release} ${event.serial}`);
  };
}
