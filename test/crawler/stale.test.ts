import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHealth } from '../../core/catalog/catalog.ts';
import { createRecordedFetcher } from '../../core/http/recorded-fetcher.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { crawl } from '../../crawler/crawl.ts';
import { markdownSummary } from '../../crawler/summary.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

const STALE = {
  feed: 'images',
  release: '1',
  stream: 'cloud',
  newest: '2026-02-26',
  expectedBy: '2026-03-12',
};

/** Weekly builds up to 2026-02-26, all of them taken. */
async function startWeekly(shelf: Shelf): Promise<void> {
  await shelf.editSource('versionScheme: other\n', 'versionScheme: other\nfirst: 9\n');
  for (const serial of ['20260129', '20260205', '20260212', '20260219', '20260226'])
    await shelf.publish(serial);
}

test('a stream that stands still for longer than it ever did is a warning, told until it moves again', async (t) => {
  const shelf = await makeShelf(t);
  await startWeekly(shelf);
  const lastDay = await shelf.crawl({ now: new Date('2026-03-12T12:00:00Z') });
  assert.deepEqual([lastDay.errors, lastDay.stale], [[], []]);
  const nextDay = await shelf.crawl({ now: new Date('2026-03-13T12:00:00Z') });
  assert.deepEqual([nextDay.errors, nextDay.stale], [[], [{ source: 'shelf', ...STALE }]]);
  assert.match(
    markdownSummary(nextDay),
    /All sources are well[^]*### Standing still[^]*\| shelf \| images 1 \| cloud \| 2026-02-26 \| 2026-03-12 \|/,
  );
  assert.deepEqual((await readHealth(shelf.catalog)).sources, [
    {
      source: 'shelf',
      lastGood: '2026-03-13T12:00:00Z',
      lastTry: '2026-03-13T12:00:00Z',
      runs: 'oo',
      stale: [STALE],
    },
  ]);

  const again = await shelf.crawl({ now: new Date('2026-03-13T18:00:00Z') });
  assert.deepEqual([again.files, again.stale?.length], [[], 1], 'no news on the same day');
  await shelf.publish('20260314');
  const moved = await shelf.crawl({ now: new Date('2026-03-14T18:00:00Z') });
  assert.deepEqual(moved.stale, []);
  assert.deepEqual((await readHealth(shelf.catalog)).sources[0]?.stale, undefined);
});

test('a stream that stands still is told also while its publisher cannot be reached', async (t) => {
  const shelf = await makeShelf(t);
  await startWeekly(shelf);
  await shelf.crawl();
  shelf.paths.set('/1/', 404);
  const report = await shelf.crawl();
  assert.deepEqual([report.errors.length, report.stale], [1, [{ source: 'shelf', ...STALE }]]);
});

test('the cadence that a source states is what counts', async (t) => {
  const shelf = await makeShelf(t);
  await startWeekly(shelf);
  await shelf.editSource('    entry:', '    every: 30\n    entry:');
  assert.deepEqual((await shelf.crawl({ now: new Date('2026-04-27T12:00:00Z') })).stale, []);
  const late = await shelf.crawl({ now: new Date('2026-04-28T12:00:00Z') });
  assert.deepEqual(
    late.stale?.map(({ expectedBy }) => expectedBy),
    ['2026-04-27'],
  );
});

test('a crawl of some feeds leaves what is known of the others', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource('  - release: "1"\n', '  - release: "1"\n  - release: "2"\n');
  await startWeekly(shelf);
  await shelf.publish('20260301', { folder: '/2/' });
  await shelf.crawl();
  const report = await shelf.crawl({ select: 'shelf@2' });
  assert.deepEqual(report.stale, []);
  assert.deepEqual((await readHealth(shelf.catalog)).sources[0]?.stale, [STALE]);
});

test('a recording is not judged, and leaves what a real crawl found', async (t) => {
  const shelf = await makeShelf(t);
  await startWeekly(shelf);
  await shelf.crawl();
  const report = await crawl({
    loaded: await loadSources(shelf.sources),
    keys: openKeyStore(shelf.sources),
    catalog: shelf.catalog,
    fetcher: createRecordedFetcher(await temporaryFolder(t)),
    now: () => new Date('2027-01-01T00:00:00Z'),
  });
  assert.equal(report.stale, undefined);
  assert.deepEqual((await readHealth(shelf.catalog)).sources[0]?.stale, [STALE]);
});
