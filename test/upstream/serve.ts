/**
 * Serves every publisher that is played, until its input closes or some minutes are over, so that a person can crawl
 * them by hand: node test/upstream/serve.ts [--sources DIR] [--minutes N] [--years N] [PRODUCT…]
 * With --years every series is grown to so many years of builds.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { playAll, productsIn, SOURCES } from './play-all.ts';

const MINUTE_MS = 60_000;

const { values, positionals } = parseArgs({
  options: {
    sources: { type: 'string' },
    minutes: { type: 'string', default: '30' },
    years: { type: 'string' },
  },
  allowPositionals: true,
});
const folder = values.sources ?? (await mkdtemp(join(tmpdir(), 'osdex-sources-')));
const products = positionals.length > 0 ? positionals : await productsIn(SOURCES);
const { upstream, sources, problems } = await playAll(products, folder, {
  now: new Date(),
  ...(values.years === undefined ? {} : { years: Number(values.years) }),
});

for (const [product, problem] of problems) process.stderr.write(`${product} is not played: ${problem}\n`);
process.stdout
  .write(`${sources.size} publishers at ${upstream.origin}, their sources in ${folder}. Try for example
  osdex crawl --replay ${upstream.origin} --sources ${folder} --catalog ${join(tmpdir(), 'catalog')}
It ends when this program's input does, or in ${values.minutes} minutes.
`);

const timer = setTimeout(() => void end(), Number(values.minutes) * MINUTE_MS);
process.stdin.once('end', () => void end()).resume();

async function end(): Promise<void> {
  clearTimeout(timer);
  process.stdin.destroy();
  await upstream.close();
  if (values.sources === undefined) await rm(folder, { recursive: true });
}
