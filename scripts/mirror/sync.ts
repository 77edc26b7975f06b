import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import type { PolicyException } from '../../core/trust/signature-policy.ts';
import { openInventory } from '../../mirror/inventory/inventory.ts';
import { nextRun } from '../../mirror/plan/schedule.ts';
import { orderPlaces, originsOf, readPlaceSources } from '../../mirror/place-sources.ts';
import type { PlaceSource } from '../../mirror/place-sources.ts';
import { openRepository } from '../../mirror/repository.ts';
import type { Repository } from '../../mirror/repository.ts';
import { createAria2Way } from '../../mirror/sync/aria2.ts';
import { createProver } from '../../mirror/sync/prove-again.ts';
import { createRateLimit } from '../../mirror/sync/rate-limit.ts';
import { sync } from '../../mirror/sync/sync.ts';
import type { SyncReport } from '../../mirror/sync/sync.ts';
import { msUntilClosed, msUntilOpen } from '../../mirror/sync/window.ts';
import { keyPlaces, withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { keepYoungSmall } from '../keep-heap-small.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import type { Progress } from '../progress.ts';
import { withFetcher } from '../run-fetcher.ts';
import { loadPlan, PLAN_FILE, wantedOf } from './plan-flags.ts';
import type { LoadedPlan } from './plan-flags.ts';
import { showSync } from './sync-progress.ts';

interface SyncFlags extends CommonOptions, NetworkOptions {
  now?: boolean;
  watch?: boolean;
}

const NOTES = `
Every file is fetched into a folder of its own, proven by the digest on record and, where its publisher signs, by
asking for the signature again, and only then gets its name. What was stopped is gone on with. Nothing is removed
before all that takes its place is there and proven; what is deleted goes to the trash.

Exit code: 0 all is as the plan says; 1 something could not be had, after everything else was done; 2 used wrongly.

Examples:
  osdex mirror plan mirror.yaml
  osdex mirror sync mirror.yaml
  osdex mirror sync mirror.yaml --watch      # stays, and syncs when the plan's schedule says`;

/** `osdex mirror sync`. */
export function addSyncCommand(mirror: Command): void {
  withNetworkOptions(
    withCommonOptions(
      mirror.command('sync').description('make a repository as its plan says: fetch, prove, lay out, remove'),
    ),
  )
    .argument('[plan]', 'the mirror plan', PLAN_FILE)
    .option('--now', 'do not wait for the hours of the plan')
    .option('--watch', 'stay, and sync each time the schedule of the plan comes')
    .addHelpText('after', NOTES)
    .action(async (path: string, flags: SyncFlags) => {
      if (flags.watch) return watch(path, flags);
      const report = await syncOnce(await loadPlan(path), flags);
      if (report.failed.length > 0) process.exitCode = 1;
    });
}

async function watch(path: string, flags: SyncFlags): Promise<void> {
  for (;;) {
    const { schedule } = await loadPlan(path);
    if (schedule === undefined)
      throw new OsdexError('usage', `expected schedule: in ${path}, such as "0 3 * * *", found none`);
    const next = nextRun(schedule, new Date());
    if (next === undefined) return;
    process.stderr.write(`Next sync: ${next.toISOString().replace('.000Z', 'Z')}\n`);
    await waitUntil(next.getTime());
    // One that fails is told, and the next one may do better.
    await syncOnce(await loadPlan(path), flags).catch((error: unknown) => {
      if (!(error instanceof OsdexError) || error.code === 'stopped') throw error;
      process.stderr.write(`osdex: ${error.message}\n`);
    });
  }
}

/** Timers count at most 24 days; a machine that slept looks at the clock again within the hour. */
async function waitUntil(time: number): Promise<void> {
  for (let left = time - Date.now(); left > 0; left = time - Date.now())
    await wait(Math.min(left, 60 * 60 * 1000));
}

async function syncOnce(plan: LoadedPlan, flags: SyncFlags): Promise<SyncReport> {
  const progress = openProgress(flags.json);
  const { window, perHost } = plan.limits;
  const before = flags.now ? 0 : msUntilOpen(window, new Date());
  if (before > 0) {
    progress.milestone(
      `Waiting for the hours of the plan, ${Math.ceil(before / 60_000)} minutes; --now does not`,
    );
    await waitUntil(Date.now() + before);
  }
  try {
    const repository = await openRepository(plan.root);
    const sources = await readPlaceSources(repository);
    const report = await withFetcher(
      flags,
      (fetcher, signal) => run(plan, flags, { repository, sources, fetcher, signal }, progress),
      { hostLimit: perHost, ownOrigins: originsOf(sources) },
    );
    progress.end();
    if (flags.json) printJson(described(report));
    else process.stdout.write(told(report));
    return report;
  } finally {
    progress.end();
  }
}

interface RunMeans {
  repository: Repository;
  sources: readonly PlaceSource[];
  fetcher: Fetcher;
  signal: AbortSignal;
}

async function run(
  plan: LoadedPlan,
  flags: SyncFlags,
  { repository, sources, fetcher, signal: interrupted }: RunMeans,
  progress: Progress,
): Promise<SyncReport> {
  const wanted = await wantedOf(plan, flags.catalog);
  keepYoungSmall();
  const inventory = openInventory(repository);
  const closes = flags.now ? undefined : msUntilClosed(plan.limits.window, new Date());
  const signal =
    closes === undefined ? interrupted : AbortSignal.any([interrupted, AbortSignal.timeout(closes)]);
  const onEvent = showSync(progress);
  const { bandwidth } = plan.limits;
  try {
    return await sync(plan, wanted, {
      repository,
      inventory,
      archive: plan.archiveTo,
      now: () => new Date(),
      fetcher,
      signal,
      rateLimit: createRateLimit(bandwidth, signal),
      orderPlaces: (urls) => orderPlaces(urls, sources),
      otherWay: createAria2Way({
        fetcher,
        prefer: plan.prefer,
        bytesPerSecond: bandwidth,
        env: process.env,
        pid: process.pid,
        signal,
        onProgress: ({ digest, sizeBytes }, doneBytes) =>
          onEvent({ kind: 'progress', path: digest, doneBytes, totalBytes: sizeBytes }),
        onTrouble: ({ message }) => progress.milestone(message),
      }),
      proveAgain:
        plan.signatures === 'catalog'
          ? undefined
          : createProver({
              fetcher,
              keys: openKeyStore(keyPlaces(flags)),
              acceptOf: await exceptionsOf(flags.sources),
              now: new Date(),
            }),
      onEvent,
    });
  } finally {
    inventory.close();
  }
}

/** Without sources nothing is acceptable beyond the policy. */
async function exceptionsOf(folder: string): Promise<(product: string) => readonly PolicyException[]> {
  const { sources } = await loadSources(folder).catch((error: unknown) => {
    if (error instanceof OsdexError) return { sources: [] };
    throw error;
  });
  return (product) => sources.find((one) => one.product === product)?.accept ?? [];
}

function described({ failed, ...report }: SyncReport) {
  return {
    schema: 'osdex/mirror-sync/1',
    ...report,
    failed: failed.map(({ path, id, error }) => ({ path, id, code: error.code, message: error.message })),
  };
}

function told({ present, fetched, fetchedBytes, moved, removed, failed }: SyncReport): string {
  for (const { path, error } of failed) process.stderr.write(`osdex: ${path}: ${error.message}\n`);
  const summary = `${counted(fetched.length, 'file')} fetched and proven (${formatSize(fetchedBytes)}), ${moved.length} moved, ${removed.length} removed, ${present} in place before`;
  return failed.length === 0 ? `${summary}.\n` : `${summary}; ${failed.length} could not be had.\n`;
}
