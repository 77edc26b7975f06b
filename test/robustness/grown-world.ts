import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { createHttpFetcher } from '../../core/http/http-fetcher.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { crawl } from '../../crawler/crawl.ts';
import type { CrawlReport } from '../../crawler/crawl.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Scale } from '../upstream/publishers/synthetic.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream, UpstreamOptions } from '../upstream/upstream.ts';
import { keepAnswers } from './answers.ts';
import type { Answers } from './answers.ts';
import { filesOf } from './files-of.ts';

/** How a catalog came to its past, and what happened at the publishers since. */
export interface Past {
  publishers: NonNullable<UpstreamOptions['publishers']>;
  scale?: Scale;
  /** Publishes some builds; done several times, with a crawl after each. */
  grow(upstream: Upstream): void;
  /** What the crawl that is to be disturbed finds. */
  moveOn(upstream: Upstream): void;
  /** A product that is only known from that crawl on. */
  newProduct?: string;
  /** How many builds the release's own file holds from then on. */
  keepThen?: number;
}

/** A catalog with a past, and publishers who have moved on since. */
export interface GrownWorld {
  folder: string;
  sources: string;
  upstream: Upstream;
  /** The catalog before the crawl that is to be disturbed. Never written to. */
  before: string;
  /** What that crawl makes of it undisturbed. */
  expected: Record<string, string>;
  /** What the publishers say to that crawl, for `playAnswers`. */
  answers: string;
  report: CrawlReport;
}

const START = new Date('2026-03-20T12:00:00Z');
/** When the crawl is that is to be disturbed. */
export const CRAWLED_AT = new Date('2026-03-22T12:00:00Z');

const ROUNDS = 4;
/** So few that the third build of a stream already goes to its year. */
const KEEP = 2;

/** New builds push others into the years, builds are withdrawn, a product is new. */
export const MANY_RELEASES: Past = {
  publishers: [],
  scale: { releases: 12, hosts: 3, builds: 2, artifacts: 1 },
  newProduct: 'synthetic-03',
  grow(upstream) {
    for (const product of ['synthetic-01', 'synthetic-02'])
      for (const release of [1, 2, 3]) upstream.publish(product, { release: `${release}.0` });
  },
  moveOn(upstream) {
    this.grow(upstream);
    for (const product of ['synthetic-01', 'synthetic-02']) {
      const [, serial = ''] = upstream.serials(product, { release: '2.0' }).toReversed();
      upstream.withdraw(product, { release: '2.0', serial });
    }
  },
};

export async function makeGrownWorld(t: TestContext, past: Past = MANY_RELEASES): Promise<GrownWorld> {
  const folder = await temporaryFolder(t);
  const place = (name: string): string => join(folder, name);
  const sources = place('sources');
  const { scale, newProduct, keepThen = KEEP } = past;
  const upstream = await startUpstream({
    publishers: past.publishers,
    ...(scale === undefined ? {} : { scale }),
    now: CRAWLED_AT,
  });
  t.after(upstream.close);
  await upstream.writeSources(sources);
  await keepOf(sources, KEEP);
  if (newProduct !== undefined) await rename(join(sources, `${newProduct}.yaml`), place('new.yaml'));
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) past.grow(upstream);
    await withFetcher(upstream, (fetcher) => crawlPlainly(sources, place('before'), fetcher, START));
  }

  past.moveOn(upstream);
  if (newProduct !== undefined) await rename(place('new.yaml'), join(sources, `${newProduct}.yaml`));
  await keepOf(sources, keepThen);
  const answers: Answers = { pages: {}, sizes: {} };
  const after = copyCatalog(place('before'), place('after'));
  const report = await withFetcher(upstream, (fetcher) =>
    crawlPlainly(sources, after, keepAnswers(fetcher, answers)),
  );
  await writeFile(place('answers.json'), JSON.stringify(answers));
  const expected = await filesOf(after);
  return {
    folder,
    sources,
    upstream,
    before: place('before'),
    expected,
    answers: place('answers.json'),
    report,
  };
}

/** A crawl of all sources into a catalog. */
export async function crawlPlainly(
  sources: string,
  catalog: string,
  fetcher: Fetcher,
  now: Date = CRAWLED_AT,
): Promise<CrawlReport> {
  const loaded = await loadSources(sources);
  return crawl({ loaded, keys: openKeyStore(join(sources, 'keys')), catalog, fetcher, now: () => now });
}

async function withFetcher<T>({ origin }: Upstream, run: (fetcher: Fetcher) => Promise<T>): Promise<T> {
  const fetcher = createHttpFetcher({ userAgent: 'osdex-test', replayOrigin: origin, retryDelayMs: 1 });
  try {
    return await run(fetcher);
  } finally {
    await fetcher.close();
  }
}

async function keepOf(sources: string, keep: number): Promise<void> {
  for (const name of (await readdir(sources)).filter((file) => file.endsWith('.yaml'))) {
    const path = join(sources, name);
    const text = await readFile(path, 'utf8');
    const other = text.replaceAll(/^(?:keep|first): .*\n/gm, '');
    await writeFile(path, `${other}keep: ${keep}\nfirst: ${KEEP}\n`);
  }
}

/** A catalog of its own to be disturbed. */
export function copyCatalog(before: string, to: string): string {
  cpSync(before, to, { recursive: true });
  return to;
}
