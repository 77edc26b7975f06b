/**
 * What Lighthouse says of the site, built from this catalog and served as a host would: its four scores for the home
 * page, a product and a build, each beside 100, with what was taken off for what; and how many bytes the first page
 * costs before its index. Lighthouse is 176 MB with what it stands on, so npx fetches it, this very version.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readCatalog } from '../core/catalog/catalog.ts';
import { runProgram } from '../scripts/program.ts';
import { buildSite } from '../scripts/site-build.ts';
import { serveSite } from '../scripts/site-server.ts';
import { launchChromium } from '../test/browser/chromium.ts';

const LIGHTHOUSE = 'lighthouse@13.5.0';
const CATALOG = 'catalog';

/** Other work on the machine only ever takes from the score for speed, so the best run is the site's. */
const RUNS = 3;
const BOUND_SCORE = 100;
const BOUND_BYTES = 60_000;

/** The list of all images, which a page asks for once it can be read. */
const INDEX = /\/api\/browse\//;

const Report = z.object({
  categories: z.record(
    z.string(),
    z.object({
      title: z.string(),
      score: z.number(),
      auditRefs: z.array(z.object({ id: z.string(), weight: z.number() })),
    }),
  ),
  audits: z.record(
    z.string(),
    z.object({
      title: z.string(),
      score: z.number().nullable(),
      displayValue: z.string().optional(),
      details: z.unknown().optional(),
    }),
  ),
});
type Report = z.infer<typeof Report>;

const Requests = z.object({ items: z.array(z.object({ url: z.string(), transferSize: z.number() })) });

const folder = await mkdtemp(join(tmpdir(), 'osdex-bench-'));
const port = await freePort();
const browser = await launchChromium([`--remote-debugging-port=${port}`]);
if (browser === undefined) throw new Error('expected a browser, found none; name one in CHROMIUM');
await buildSite({ catalog: CATALOG, out: folder, url: 'https://osdex.example', base: '/' });
const server = await serveSite(folder);
try {
  for (const [kind, path] of Object.entries(await pages())) {
    const reports: Report[] = [];
    for (let run = 0; run < RUNS; run++) reports.push(await measure(server.url + path));
    tell(`${kind} (/${path})`, best(reports));
  }
} finally {
  await server.close();
  await browser.close();
  await rm(folder, { recursive: true });
}

/** The home page, and of the product with most builds its own page and that of its newest build. */
async function pages(): Promise<Record<string, string>> {
  const { products } = await readCatalog(CATALOG);
  const [largest] = products.toSorted((a, b) => buildsOf(b) - buildsOf(a));
  const release = largest?.releases.find(({ builds }) => builds.length > 0);
  const build = release?.builds[0];
  if (largest === undefined || release === undefined || build === undefined)
    throw new Error(`expected a build in ${CATALOG}, found none; run "osdex crawl" first`);
  const product = `${largest.product.product}/`;
  return { home: '', product, build: `${product}${release.release}/${build.stream}/${build.serial}/` };
}

function buildsOf({ releases }: { releases: { builds: unknown[] }[] }): number {
  return releases.reduce((sum, { builds }) => sum + builds.length, 0);
}

async function measure(url: string): Promise<Report> {
  const options = ['--output=json', '--quiet', `--port=${port}`];
  const { exit, out, err } = await runProgram('npx', ['--yes', LIGHTHOUSE, url, ...options]);
  if (exit !== 0) throw new Error(`expected Lighthouse to exit 0, found ${exit}: ${err}`);
  return Report.parse(JSON.parse(out));
}

function best(reports: readonly Report[]): Report {
  const [first] = reports.toSorted((a, b) => total(b) - total(a));
  if (first === undefined) throw new Error('expected a run, found none');
  return first;
}

function total({ categories }: Report): number {
  return Object.values(categories).reduce((sum, { score }) => sum + score, 0);
}

function tell(name: string, { categories, audits }: Report): void {
  const scores = Object.values(categories).map(({ title, score }) => {
    const points = Math.round(score * 100);
    return `${title} ${points}${points < BOUND_SCORE ? ' MISSED' : ''}`;
  });
  const requests = Requests.parse(audits['network-requests']?.details).items;
  const bytes = requests
    .filter(({ url }) => !INDEX.test(url))
    .reduce((sum, { transferSize }) => sum + transferSize, 0);
  console.log(`${name} (bound ${BOUND_SCORE} each, best of ${RUNS} runs)\n  ${scores.join('  ')}`);
  console.log(
    `  ${bytes} bytes in ${requests.length} requests (bound ${BOUND_BYTES})${bytes <= BOUND_BYTES ? '' : ' MISSED'}`,
  );
  for (const { title, auditRefs } of Object.values(categories)) {
    for (const { id, weight } of auditRefs) {
      const { score, title: audit, displayValue } = audits[id] ?? { score: null, title: id };
      if (weight > 0 && score !== null && score < 1)
        console.log(`    ${title}: ${audit}${displayValue === undefined ? '' : ` (${displayValue})`}`);
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port: free } = probe.address() as AddressInfo;
  await new Promise((done) => probe.close(done));
  return free;
}
