import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { createRecordedFetcher } from '../../core/http/recorded-fetcher.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { crawl } from '../../crawler/crawl.ts';
import { makeShelf } from './shelf.ts';

const HOUR_MS = 60 * 60 * 1000;
const CRAWLED_AT = new Date('2026-03-20T12:00:00Z');

const hoursBefore = (hours: number, time: Date = CRAWLED_AT): Date =>
  new Date(time.getTime() - hours * HOUR_MS);

test('a clock that is more than a day behind the last crawl asks nobody and writes nothing', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260310');
  await shelf.crawl({ now: CRAWLED_AT });
  const [before, asked] = [await shelf.files(), shelf.asked.length];
  for (const dryRun of [false, true])
    await assert.rejects(shelf.crawl({ now: hoursBefore(25), dryRun }), {
      code: 'clock-behind',
      path: join(shelf.catalog, 'health.yaml'),
      message: `expected a clock after 2026-03-20T12:00:00Z, which is in ${join(shelf.catalog, 'health.yaml')}, found 2026-03-19T11:00:00Z; set the clock, or, if it is right, take out what a clock that was wrong wrote there`,
    });
  assert.deepEqual(await shelf.files(), before);
  assert.equal(shelf.asked.length, asked);
});

test('a clock that is a few hours behind is let be', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260310');
  await shelf.crawl({ now: CRAWLED_AT });
  assert.deepEqual((await shelf.crawl({ now: hoursBefore(23) })).errors, []);
});

test('where no crawl left its time, the newest signature tells what day it is at least', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260310');
  await shelf.publish('20260312');
  await shelf.crawl({ now: CRAWLED_AT });
  await rm(join(shelf.catalog, 'health.yaml'));
  await assert.rejects(shelf.crawl({ now: new Date('2026-03-11T11:59:59Z') }), {
    code: 'clock-behind',
    path: join(shelf.catalog, 'shelf', '1.yaml'),
    message: /^expected a clock after 2026-03-12T12:00:00Z, /,
  });
  assert.deepEqual((await shelf.crawl({ now: new Date('2026-03-11T12:00:00Z') })).errors, []);
});

test('the time of a clock that was wrong is taken out by a person, and the next crawl goes on', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260310');
  await shelf.crawl({ now: new Date('2099-01-01T00:00:00Z') });
  await assert.rejects(shelf.crawl({ now: CRAWLED_AT }), { code: 'clock-behind' });
  const health = join(shelf.catalog, 'health.yaml');
  const text = await readFile(health, 'utf8');
  await writeFile(health, text.replaceAll(/^ +last\w+: .*\n/gm, ''));
  await shelf.crawl({ now: CRAWLED_AT });
  assert.match(await readFile(health, 'utf8'), /lastTry: "2026-03-20T12:00:00Z"/);
});

test('a recording may be of any day', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260310');
  await shelf.crawl({ now: CRAWLED_AT });
  const report = await crawl({
    loaded: await loadSources(shelf.sources),
    keys: openKeyStore(join(shelf.sources, 'keys')),
    catalog: shelf.catalog,
    fetcher: createRecordedFetcher(shelf.sources),
    now: () => hoursBefore(1000),
  });
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['not-recorded'],
  );
});
