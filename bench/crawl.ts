/**
 * How long a crawl takes beside the least that the publishers' distance allows: round trips, and for many releases
 * the requests that politeness lets through at once. Prints both and their ratio; the aim is at most 1.3. Words after the
 * command choose the scenarios whose names have them.
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
import { tellUseIn, usesIn } from './process-use.ts';

/** What the package ships and people run; `npm run build` makes it. */
const CLI = new URL('../dist/scripts/osdex.js', import.meta.url).pathname;
const UPSTREAM = new URL('./upstream-process.ts', import.meta.url).pathname;
const RUNS = 3;
const AIM = 1.3;
const MEMORY_AIM_MB = 200;

interface Scenario {
  name: string;
  latencyMs: number;
  /** Made-up publishers; else all that there are sources for, with so many years of builds. */
  scale?: { releases: number; hosts: number };
  years?: number;
  /** Round trips that follow one another in a first crawl, and in one that finds nothing new. */
  roundTrips: { first: number; again: number };
}

/** Page, sums and signature, sizes; then the page alone. */
const USUAL = { first: 3, again: 1 };
/** Some pages are redirects, which are asked for before what they lead to. */
const REDIRECTED = { first: 4, again: 2 };

const SCENARIOS: readonly Scenario[] = [
  { name: 'six releases, 200 ms', scale: { releases: 6, hosts: 6 }, latencyMs: 200, roundTrips: USUAL },
  {
    name: '1,000 releases on 40 hosts, 50 ms',
    scale: { releases: 1000, hosts: 40 },
    latencyMs: 50,
    roundTrips: USUAL,
  },
  { name: 'all sources, five years of builds, 50 ms', years: 5, latencyMs: 50, roundTrips: REDIRECTED },
];

/** What the publishers saw of a crawl. */
const Seen = z.object({
  requests: z.number(),
  /** Requests to the host that was asked most. */
  busiest: z.number(),
  /** When the first one came, in milliseconds since 1970. */
  firstAt: z.number(),
});

const Report = z.object({ errors: z.array(z.unknown()), changes: z.array(z.unknown()) });

interface Measured extends z.infer<typeof Seen> {
  milliseconds: number;
  /** From the start of the command to its first request. */
  startUp: number;
  /** Feeds that could not be crawled, which takes less or more than to crawl them. */
  errors: number;
  /** Builds that came into the catalog, for the most part. */
  changes: number;
  maxRssMb: number;
  /** Of all cores, which tells a slow crawl from a machine that others work on too. */
  cpuMs: number;
}

const wanted = process.argv.slice(2);
for (const scenario of SCENARIOS) {
  if (wanted.every((word) => scenario.name.includes(word))) await measureScenario(scenario);
}

async function measureScenario(scenario: Scenario): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
  const sources = join(folder, 'sources');
  const { scale, years, latencyMs } = scenario;
  const upstream = fork(UPSTREAM, [JSON.stringify({ sources, scale, years, latencyMs })]);
  try {
    const { origin } = z.object({ origin: z.string() }).parse(await answer(upstream));
    const first: Measured[] = [];
    const again: Measured[] = [];
    for (let run = 0; run < RUNS; run++) {
      const place = join(folder, `run-${run}`);
      first.push(await crawl(upstream, sources, place, origin));
      // Of a stream that two feeds tell of, the second crawl still takes what lies between their first builds.
      if (years !== undefined) await crawl(upstream, sources, place, origin);
      again.push(await crawl(upstream, sources, place, origin));
    }
    console.log(`${scenario.name} (best of ${RUNS} runs)`);
    report('first crawl', first, scenario, scenario.roundTrips.first);
    report('no change', again, scenario, scenario.roundTrips.again);
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
      `${best.cpuMs.toFixed(0)} ms of a core`,
      `${best.requests} requests, the busiest host ${best.busiest}`,
      `${best.changes} changes`,
      ...(best.errors === 0 ? [] : [`${best.errors} errors`]),
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
  const startedAt = Date.now();
  const started = performance.now();
  const told = join(place, `told-${startedAt}`);
  const args = [
    ...['--import', tellUseIn(told), CLI, 'crawl', '--json', '--replay', replay],
    ...['--sources', sources, '--catalog', join(place, 'catalog'), '--cache', join(place, 'cache')],
  ];
  const env = {
    ...process.env,
    // As the command's own launcher has it, here in a folder that goes with the bench.
    NODE_COMPILE_CACHE: join(place, '..', 'compiled'),
    // As the action and the systemd unit have it.
    MALLOC_MMAP_THRESHOLD_: '65536',
  };
  const { exit, out, err } = await runProgram(process.execPath, args, env);
  const milliseconds = performance.now() - started;
  const crawled = exit > 1 ? undefined : Report.safeParse(JSON.parse(out)).data;
  if (crawled === undefined) throw new Error(`expected the crawl to exit 0 or 1, found ${exit}: ${err}`);
  upstream.send('count');
  const seen = Seen.parse(await answer(upstream));
  const [used] = await usesIn(told);
  if (used === undefined) throw new Error(`expected the crawl to tell what it used, found: ${err}`);
  const { errors, changes } = crawled;
  const counted = { errors: errors.length, changes: changes.length };
  return { ...seen, ...counted, milliseconds, startUp: seen.firstAt - startedAt, ...used };
}

async function answer(upstream: ChildProcess): Promise<unknown> {
  const [message] = await once(upstream, 'message');
  return message as unknown;
}
