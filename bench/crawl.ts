/**
 * How long a crawl takes beside the least that the publishers' distance allows: round trips, and for many releases
 * the requests that politeness lets through at once. Prints both and their ratio; the aim is at most 1.3.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DEFAULT_HOST_LIMIT } from '../core/http/http-fetcher.ts';
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

/** What the publishers saw of a crawl. */
const Seen = z.object({
  requests: z.number(),
  /** Requests to the host that was asked most. */
  busiest: z.number(),
  /** When the first one came, in milliseconds since 1970. */
  firstAt: z.number(),
});

interface Measured extends z.infer<typeof Seen> {
  milliseconds: number;
  /** From the start of the command to its first request. */
  startUp: number;
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
    const first: Measured[] = [];
    const again: Measured[] = [];
    for (let run = 0; run < RUNS; run++) {
      const place = join(folder, `run-${run}`);
      first.push(await crawl(upstream, sources, place, origin));
      again.push(await crawl(upstream, sources, place, origin));
    }
    console.log(`${scenario.name} (best of ${RUNS} runs)`);
    report('first crawl', first, scenario, scenario.roundTrips);
    report('no change', again, scenario, 1);
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

function report(name: string, measured: readonly Measured[], scenario: Scenario, roundTrips: number): void {
  const [best] = measured.toSorted((a, b) => a.milliseconds - b.milliseconds);
  if (best === undefined) return;
  const least = best.startUp + bound(scenario, roundTrips, best.busiest);
  const ratio = best.milliseconds / least;
  const memory = Math.max(...measured.map(({ maxRssMb }) => maxRssMb));
  const verdict = (holds: boolean): string => (holds ? '' : ' MISSED');
  console.log(
    [
      `  ${name.padEnd(12)} ${best.milliseconds.toFixed(0).padStart(5)} ms`,
      `bound ${least.toFixed(0)} ms, of it ${best.startUp.toFixed(0)} ms start-up`,
      `ratio ${ratio.toFixed(2)} (aim ${AIM})${verdict(ratio <= AIM)}`,
      `${best.requests} requests`,
      `${memory.toFixed(0)} MB (aim ${MEMORY_AIM_MB})${verdict(memory <= MEMORY_AIM_MB)}`,
    ].join('  '),
  );
}

async function crawl(
  upstream: ChildProcess,
  sources: string,
  place: string,
  replay: string,
): Promise<Measured> {
  const tellMemory =
    'data:text/javascript,process.on("exit",()=>process._rawDebug("maxrss "+process.resourceUsage().maxRSS))';
  const startedAt = Date.now();
  const started = performance.now();
  const { exit, err } = await runProgram(process.execPath, [
    ...['--import', tellMemory, CLI, 'crawl', '--json', '--replay', replay],
    ...['--sources', sources, '--catalog', join(place, 'catalog'), '--cache', join(place, 'cache')],
  ]);
  const milliseconds = performance.now() - started;
  if (exit !== 0) throw new Error(`expected the crawl to exit 0, found ${exit}: ${err}`);
  upstream.send('count');
  const seen = Seen.parse(await answer(upstream));
  const maxRssMb = Number(/maxrss (\d+)/.exec(err)?.[1]) / 1024;
  return { ...seen, milliseconds, startUp: seen.firstAt - startedAt, maxRssMb };
}

async function answer(upstream: ChildProcess): Promise<unknown> {
  const [message] = await once(upstream, 'message');
  return message as unknown;
}
