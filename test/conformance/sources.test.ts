import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Source } from '../../core/source/source.ts';
import { loadSource } from '../../core/source/source-files.ts';
import { FIXTURES, productsIn, SOURCES, telling } from '../upstream/play-all.ts';
import { PUBLISHER_NAMES } from '../upstream/publishers/registry.ts';
import { recordedOf, served } from './recorded.ts';
import {
  errorsOf,
  filesOf,
  misplaced,
  misread,
  missing,
  none,
  notPlayed,
  signedFeeds,
  untriedNames,
  untriedStreams,
  unwanted,
  wrongLevel,
} from './findings.ts';
import type { Playbill } from './findings.ts';
import { productsUnderTest, setStage } from './world.ts';
import type { Crawled, Stage } from './world.ts';

let folder: string;
let stage: Stage;
let crawled: Record<'first' | 'again' | 'undated' | 'misdated' | 'grown' | 'tampered', Crawled>;
const playbills = { first: new Map<string, Playbill>(), grown: new Map<string, Playbill>() };
/** What was served at recorded addresses, by path, at the time of each crawl. */
const servedAt = { first: new Map<string, string>(), grown: new Map<string, string>() };

const products = await productsUnderTest();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'osdex-conformance-'));
  stage = await setStage(folder, products);
  const { upstream } = stage;
  const first = await stage.crawl('catalog');
  await look('first', first);
  const again = await stage.crawl('catalog');
  upstream.dates = 'none';
  const undated = await stage.crawl('undated');
  upstream.dates = 'wrong';
  const misdated = await stage.crawl('misdated');
  upstream.dates = 'true';
  for (const product of stage.sources.keys())
    await telling(product, stage.problems, () => upstream.publishAll(product));
  const grown = await stage.crawl('catalog');
  await look('grown', first);
  for (const product of stage.sources.keys()) {
    upstream.tamper(product, 'sums');
    upstream.tamper(product, 'files');
  }
  const tampered = await stage.crawl('tampered');
  crawled = { first, again, undated, misdated, grown, tampered };
});

after(async () => {
  await stage.upstream.close();
  await rm(folder, { recursive: true });
});

/** Keeps what is told and served now, at the addresses that this crawl recorded. */
async function look(when: 'first' | 'grown', { releases }: Crawled): Promise<void> {
  for (const product of stage.sources.keys()) {
    const playbill = stage.upstream.told(product);
    if (playbill !== undefined) playbills[when].set(product, { ...playbill });
    for (const { path, artifact } of recordedOf(releases(product)))
      servedAt[when].set(path, await served(stage.upstream, path, artifact));
  }
}

test('every fixture is of a source', async () => {
  const all = await productsIn(FIXTURES);
  const known = new Set(await productsUnderTest());
  const wanted = process.env['OSDEX_PRODUCTS']?.split(',');
  none(all.filter((product) => (wanted?.includes(product) ?? true) && !known.has(product)));
});

for (const product of products) {
  test(product, async (t) => {
    const shipped = await loadSource(join(SOURCES, `${product}.yaml`));
    if (shipped.feeds.length === 0) return;
    const source = stage.sources.get(product);
    assert.equal(stage.problems.get(product), undefined);
    assert.ok(source, `expected test/fixtures/${product}.yaml, found none: every source is played`);
    await holdsForProduct(t, shipped, source);
  });
}

async function holdsForProduct(t: TestContext, shipped: Source, source: Source): Promise<void> {
  const { product } = source;
  const first = recordedOf(crawled.first.releases(product));
  const grown = recordedOf(crawled.grown.releases(product));
  const bill = playbills.first.get(product);
  // What a publisher in code has is not told of: there only what the fixture passes over counts.
  const isPlayedByCode = PUBLISHER_NAMES.some((name) => name === product);

  const left = shipped.releases.filter(
    ({ release }) => !source.releases.some((one) => one.release === release),
  );
  if (left.length > 0) t.diagnostic(`releases not played: ${left.map(({ release }) => release).join(', ')}`);

  for (const name of untriedNames(source, first)) t.diagnostic(`name not tried: ${name}`);

  await t.test('every feed is played', () => none(notPlayed(shipped, source)));
  await t.test('is crawled without an error', () => none(errorsOf(crawled.first, product)));
  await t.test('every image that the publisher has is recorded, and nothing else', () => {
    none(missing(bill, first, source.first));
    none(unwanted(bill, first, isPlayedByCode));
  });
  await t.test('every stream is tried', () => none(untriedStreams(source, first)));
  await t.test('release, serial, day and architecture are what the publisher says', () =>
    none(misread(bill, first)),
  );
  await t.test('the newest build stands first', () => none(misplaced(bill, first)));
  await t.test('digest and size are those of what is served', () => {
    const wrong = first.filter(({ path }) => servedAt.first.get(path) !== 'same');
    none(wrong.map(({ path }) => `${path}: ${servedAt.first.get(path)}`));
  });
  await t.test('the level is what the source states, and a pinned key signed', () =>
    none(wrongLevel(source, first)),
  );
  await t.test('a second crawl changes no byte', () => {
    none(errorsOf(crawled.again, product));
    assert.deepEqual(filesOf(crawled.again, product), filesOf(crawled.first, product));
  });
  await t.test('times that the server does not tell, or tells wrongly, change nothing', () => {
    assert.deepEqual(filesOf(crawled.undated, product), filesOf(crawled.first, product));
    assert.deepEqual(filesOf(crawled.misdated, product), filesOf(crawled.first, product));
  });
  await t.test('the next build is found and the ones before stay', () => {
    const next = playbills.grown.get(product);
    none(errorsOf(crawled.grown, product));
    none(missing(next, grown, 1));
    none(misplaced(next, grown));
    const kept = new Set(grown.map(({ path }) => path));
    none(first.filter(({ path }) => !kept.has(path)).map(({ path }) => path));
  });
  await t.test('no recorded address ever serves anything else', () => {
    const still = new Set(playbills.grown.get(product)?.told.map(({ path }) => path));
    const changed = first.filter(({ path }) => {
      const now = servedAt.grown.get(path);
      return now !== 'same' && (now !== 'nothing' || still.has(path));
    });
    none(changed.map(({ path }) => `${path}: ${servedAt.grown.get(path)}`));
  });
  await t.test('nothing that somebody tampered with is recorded as signed', () => {
    const signed = recordedOf(crawled.tampered.releases(product)).filter(
      ({ build }) => build.verification.level === 'signed',
    );
    none(signed.map(({ path }) => path));
    const unmoved = signedFeeds(source).filter(
      (feed) => !errorsOf(crawled.tampered, product).some((error) => error.startsWith(`${feed}: signature-`)),
    );
    none(unmoved);
  });
}
