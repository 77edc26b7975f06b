/**
 * How long a crawl takes beside the least that the publishers' distance allows: round trips, and for many releases
 * the requests that politeness lets through at once. Prints both and their ratio; the aim is at most 1.3.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_HOST_LIMIT } from '../core/http-fetcher.ts';
import { runProgram } from '../scripts/program.ts';

const CLI = new URL('../scripts/osdex.ts', import.meta.url).pathname;
const UPSTREAM = new URL('./upstream-process.ts', import.meta.url).pathname;
const RUNS = 3;
const AIM = 1.3;
const MEMORY_AIM_MB = 200;

interface Scenario {
  name: string;
  releases: number;
  hosts: number;
  latencyMs: number;
  /** Round trips that follow one another in a first crawl: page, sums and signature, sizes. */
  roundTrips: number;
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'six releases, 200 ms', releases: 6, hosts: 6, latencyMs: 200, roundTrips: 3 },
  { name: '1,000 releases on 40 hosts, 50 ms', releases: 1000, hosts: 40, latencyMs: 50, roundTrips: 3 },
];

interface Measured {
  milliseconds: number;
  maxRssMb: number;
}

for (const scenario of SCENARIOS) await measureScenario(scenario);

async function measureScenario(scenario: Scenario): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
  const sources = join(folder, 'sources');
  const upstream = fork(
    UPSTREAM,
    [scenario.releases, scenario.hosts, scenario.latencyMs, sources].map(String),
  );
  try {
    const { origin } = z.object({ origin: z.string() }).parse(await answer(upstream));
    const nowhere = join(folder, 'nowhere');
    await mkdir(nowhere);
    const first: Measured[] = [];
    const again: Measured[] = [];
    const startUp: Measured[] = [];
    let firstCount = { requests: 0, busiest: 0 };
    let againCount = { requests: 0, busiest: 0 };
    for (let run = 0; run < RUNS; run++) {
      const place = join(folder, `run-${run}`);
      // The same command over the same sources without a network: what is left is starting up, reading and writing.
      startUp.push(await crawl(sources, join(place, 'nothing'), join(place, 'cache'), nowhere, 1));
      first.push(await crawl(sources, join(place, 'catalog'), join(place, 'cache'), origin, 0));
      firstCount = await count(upstream);
      again.push(await crawl(sources, join(place, 'catalog'), join(place, 'cache'), origin, 0));
      againCount = await count(upstream);
    }
    const start = best(startUp);
    console.log(`${scenario.name} (start-up ${start.toFixed(0)} ms, best of ${RUNS} runs)`);
    report(
      'first crawl',
      first,
      start,
      bound(scenario, scenario.roundTrips, firstCount.busiest),
      firstCount.requests,
    );
    report('no change', again, start, bound(scenario, 1, againCount.busiest), againCount.requests);
  } finally {
    upstream.send('close');
    await once(upstream, 'exit');
    await rm(folder, { recursive: true });
  }
}

/** Round trips one after another, or as many as the busiest host's requests need at the limit, whichever is longer. */
function bound({ latencyMs }: Scenario, roundTrips: number, busiest: number): number {
  return latencyMs * Math.max(roundTrips, Math.ceil(busiest / DEFAULT_HOST_LIMIT));
}

function report(
  name: string,
  measured: readonly Measured[],
  startUp: number,
  boundMs: number,
  requests: number,
): void {
  const took = best(measured);
  const least = startUp + boundMs;
  const ratio = took / least;
  const memory = Math.max(...measured.map(({ maxRssMb }) => maxRssMb));
  console.log(
    `  ${name.padEnd(12)} ${took.toFixed(0).padStart(6)} ms  bound ${least.toFixed(0).padStart(6)} ms  ratio ${ratio.toFixed(2)} (aim ${AIM})${ratio <= AIM ? '' : ' MISSED'}` +
      `  ${requests} requests  ${memory.toFixed(0)} MB (aim ${MEMORY_AIM_MB})${memory <= MEMORY_AIM_MB ? '' : ' MISSED'}`,
  );
}

function best(measured: readonly Measured[]): number {
  return Math.min(...measured.map(({ milliseconds }) => milliseconds));
}

async function crawl(
  sources: string,
  catalog: string,
  cache: string,
  replay: string,
  exitWanted: number,
): Promise<Measured> {
  const tellMemory =
    'data:text/javascript,process.on("exit",()=>process._rawDebug("maxrss "+process.resourceUsage().maxRSS))';
  const started = performance.now();
  const { exit, err } = await runProgram(process.execPath, [
    ...['--import', tellMemory, CLI, 'crawl', '--json', '--replay', replay],
    ...['--sources', sources, '--catalog', catalog, '--cache', cache],
  ]);
  const milliseconds = performance.now() - started;
  if (exit !== exitWanted) throw new Error(`expected the crawl to exit ${exitWanted}, found ${exit}: ${err}`);
  return { milliseconds, maxRssMb: Number(/maxrss (\d+)/.exec(err)?.[1]) / 1024 };
}

async function count(upstream: ChildProcess): Promise<{ requests: number; busiest: number }> {
  upstream.send('count');
  return z.object({ requests: z.number(), busiest: z.number() }).parse(await answer(upstream));
}

async function answer(upstream: ChildProcess): Promise<unknown> {
  const [message] = await once(upstream, 'message');
  return message as unknown;
}
