import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHealth } from '../../core/catalog/catalog.ts';
import type { HttpOptions } from '../../core/http/http-fetcher.ts';
import type { Fault } from '../upstream/fault.ts';
import { makeShelf } from './shelf.ts';
import { makeWorld } from './world.ts';

/** Each with what makes the test short: a deadline or a cap that is reached soon. */
const FAULTS: readonly { fault: Fault; http?: Partial<HttpOptions> }[] = [
  { fault: { kind: 'slow', pauseMs: 60 }, http: { deadlineMs: 100 } },
  { fault: { kind: 'hang' }, http: { deadlineMs: 100 } },
  { fault: { kind: 'cut' } },
  { fault: { kind: 'reset' } },
  { fault: { kind: 'endless' }, http: { maxBytes: 100_000 } },
  { fault: { kind: 'status', status: 404 } },
  { fault: { kind: 'status', status: 410 } },
  { fault: { kind: 'status', status: 403 } },
  { fault: { kind: 'status', status: 500 } },
  { fault: { kind: 'status', status: 204 } },
  { fault: { kind: 'redirect', to: 'https://images.example.org/' } },
  { fault: { kind: 'redirect', to: '/elsewhere/' } },
];

const SELECT = 'product=ubuntu,almalinux&release=24.04,9';

test('an upstream that fails every request takes nothing from the record, however it fails', async (t) => {
  const world = await makeWorld(t, { publishers: ['ubuntu', 'almalinux'] });
  await world.crawl({ select: SELECT });
  const before = await world.records();
  const newest = world.upstream.publish('ubuntu', { feed: 'cloud', release: '24.04' });
  const { serial: gone } = (await world.builds('ubuntu', '24.04', 'server-cloud')).at(-1) ?? {};
  world.upstream.publish('almalinux', { feed: 'cloud' });
  world.upstream.withdraw('ubuntu', { feed: 'cloud', release: '24.04', serial: String(gone) });
  for (const { fault, http } of FAULTS) {
    const name = [fault.kind, 'status' in fault ? fault.status : '', 'to' in fault ? fault.to : ''].join(' ');
    await t.test(name.trim(), async () => {
      world.upstream.fault('', fault);
      // Without a memory of the pages, every one of them is asked for whole.
      const report = await world.crawl({ select: SELECT, http: { cacheDirectory: undefined, ...http } });
      assert.deepEqual([report.changes, await world.records()], [[], before]);
      const { sources } = await readHealth(world.catalog);
      for (const { source, errors = [] } of sources) assert.ok(errors.length > 0, `${source} is in error`);
      world.upstream.clearFaults();
    });
  }
  const healed = await world.crawl({ select: SELECT });
  assert.deepEqual(healed.errors, []);
  const serials = healed.changes.map((change) =>
    'serial' in change ? `${change.kind} ${change.serial}` : '',
  );
  assert.ok(serials.includes(`build-added ${newest}`) && serials.includes(`build-withdrawn ${gone}`));
});

test('bytes that were changed on their way are never taken', async (t) => {
  const world = await makeWorld(t, { publishers: ['ubuntu', 'almalinux'] });
  await world.crawl({ select: SELECT });
  const before = await world.records();
  world.upstream.publish('ubuntu', { feed: 'cloud', release: '24.04' });
  world.upstream.publish('almalinux', { feed: 'cloud' });
  world.upstream.fault(/SUMS|CHECKSUM/, { kind: 'corrupt' });
  const report = await world.crawl({ select: SELECT });
  assert.ok(report.errors.length > 0);
  assert.ok(
    report.errors.every(({ code }) => /^s(?:ignature|ums)-/.test(code)),
    JSON.stringify(report.errors),
  );
  assert.deepEqual([report.changes, await world.records()], [[], before]);
});

const PAGES: readonly [what: string, page: string][] = [
  ['nothing', ''],
  ['garbage', '\0\u0001\ufffd<<<a href=>>>'],
  ['a page to sign in', '<html><body><a href="/login">Sign in</a></body></html>'],
  ['another folder', '<html><a href="pool/">pool/</a><a href="dists/">dists/</a></html>'],
  ['the builds of years ago', '<html><a href="20140101/">20140101/</a></html>'],
  ['builds that were never there', '<html><a href="99991231/">99991231/</a></html>'],
];

for (const [what, page] of PAGES) {
  test(`a page that became ${what} takes nothing from the record`, async (t) => {
    const shelf = await makeShelf(t);
    for (const serial of ['20260101', '20260201']) await shelf.publish(serial);
    await shelf.crawl();
    const before = await shelf.records();
    shelf.paths.set('/1/', page);
    const report = await shelf.crawl();
    assert.deepEqual([report.errors.length > 0, report.changes], [true, []]);
    assert.deepEqual(await shelf.records(), before);
  });
}

test('a stop while builds are asked for that the page does not list marks nothing', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of ['20260101', '20260201', '20260301']) await shelf.publish(serial);
  await shelf.crawl();
  const before = await shelf.files();
  shelf.list(['20260101']);
  shelf.paths.set('/1/20260201/SUMS', 404);
  shelf.paths.set('/1/20260301/SUMS', 404);
  const stop = new AbortController();
  shelf.after('/1/20260201/SUMS', async () => stop.abort());
  await assert.rejects(shelf.crawl({ signal: stop.signal }), { code: 'stopped' });
  assert.deepEqual(await shelf.files(), before);
});
