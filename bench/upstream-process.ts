/** Plays publishers in a process of its own, so that they do not share a core with what is measured. */
import { startUpstream } from '../test/upstream/upstream.ts';

const [releases = '6', hosts = '6', latencyMs = '0', sources = ''] = process.argv.slice(2);

const upstream = await startUpstream({
  publishers: [],
  scale: { releases: Number(releases), hosts: Number(hosts) },
});
await upstream.writeSources(sources);
await upstream.prepare();
upstream.latencyMs = Number(latencyMs);

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
