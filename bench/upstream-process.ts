/** Plays publishers in a process of its own, so that they do not share a core with what is measured. */
import { z } from 'zod';
import { playAll, productsIn, SOURCES } from '../test/upstream/play-all.ts';
import { startUpstream } from '../test/upstream/upstream.ts';
import type { Upstream } from '../test/upstream/upstream.ts';

/** What is played: made-up publishers alike, or all that osdex has sources for, with so many years of builds. */
const Play = z.strictObject({
  sources: z.string(),
  latencyMs: z.number(),
  scale: z.strictObject({ releases: z.number(), hosts: z.number() }).optional(),
  years: z.number().optional(),
});

const play = Play.parse(JSON.parse(process.argv[2] ?? ''));
const upstream = play.scale === undefined ? await playSources() : await playMadeUp(play.scale);
upstream.latencyMs = play.latencyMs;

process.on('message', (order) => {
  if (order === 'count') {
    const perHost = Map.groupBy(upstream.requests, ({ host }) => host);
    process.send?.({
      requests: upstream.requests.length,
      busiest: Math.max(0, ...[...perHost.values()].map((list) => list.length)),
      firstAt: upstream.requests[0]?.at ?? 0,
    });
    upstream.forgetRequests();
  } else {
    void upstream.close().then(() => process.disconnect());
  }
});
process.send?.({ origin: upstream.origin });

async function playMadeUp(scale: { releases: number; hosts: number }): Promise<Upstream> {
  const made = await startUpstream({ publishers: [], scale });
  await made.writeSources(play.sources);
  await made.prepare();
  return made;
}

/** Nothing is made before it is asked for here: what five years of builds are signed with takes longer than a crawl. */
async function playSources(): Promise<Upstream> {
  const products = await productsIn(SOURCES);
  const { years = 1 } = play;
  const { upstream: all, problems } = await playAll(products, play.sources, { now: new Date(), years });
  for (const [product, problem] of problems) process.stderr.write(`${product} is not played: ${problem}\n`);
  return all;
}
