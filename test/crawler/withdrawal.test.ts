import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChange } from '../../core/change.ts';
import { makeShelf } from './shelf.ts';

const codesOf = ({ errors }: { errors: readonly { code: string }[] }): string[] =>
  errors.map(({ code }) => code);

test('a page that does not list the newest builds any more, which are all still there, marks nothing', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of ['20260101', '20260201', '20260301']) await shelf.publish(serial);
  await shelf.crawl();
  const before = await shelf.records();
  shelf.list(['20260101']);
  for (const _ of [1, 2]) {
    const report = await shelf.crawl();
    assert.deepEqual(report.changes, []);
    assert.deepEqual(
      report.errors.map(({ feed, release, code, message }) => [feed, release, code, message]),
      [
        [
          'images',
          '1',
          'page-older',
          'expected the page to list 20260301 and 1 other build, which can still be had from https://images.example/1/20260301/SUMS, found it without, https://images.example/1/',
        ],
      ],
    );
    assert.deepEqual(await shelf.records(), before);
  }
  shelf.list(['20260101', '20260201', '20260301']);
  assert.deepEqual((await shelf.crawl()).errors, []);
});

for (const status of [404, 410]) {
  test(`a build that the page does not list and whose sums file answers ${status} is withdrawn`, async (t) => {
    const shelf = await makeShelf(t);
    for (const serial of ['20260101', '20260201']) await shelf.publish(serial);
    await shelf.crawl();
    shelf.list(['20260101']);
    shelf.paths.set('/1/20260201/SUMS', status);
    const report = await shelf.crawl();
    assert.deepEqual(report.errors, []);
    assert.deepEqual(report.changes.map(describeChange), [
      'shelf 1 cloud 20260201: withdrawn by its publisher',
    ]);
    shelf.asked.length = 0;
    assert.deepEqual((await shelf.crawl()).changes, []);
    assert.deepEqual(shelf.asked, ['/1/'], 'what is withdrawn is not asked for again');
  });
}

test('a build whose sums file cannot be asked for is unknown, and is not marked', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of ['20260101', '20260201', '20260301']) await shelf.publish(serial);
  await shelf.crawl();
  shelf.list(['20260101']);
  shelf.paths.set('/1/20260201/SUMS', 403);
  shelf.paths.set('/1/20260301/SUMS', 404);
  const report = await shelf.crawl();
  assert.deepEqual(codesOf(report), ['http-status']);
  assert.deepEqual(report.changes.map(describeChange), [
    'shelf 1 cloud 20260301: withdrawn by its publisher',
  ]);
});

test('a page that was emptied or replaced marks nothing, whatever the sums files answer', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of ['20260101', '20260201']) await shelf.publish(serial);
  await shelf.crawl();
  const before = await shelf.records();
  for (const path of ['/1/20260101/SUMS', '/1/20260201/SUMS']) shelf.paths.set(path, 404);
  const pages: [page: string | number, code: string][] = [
    ['', 'page-unreadable'],
    ['<html>Sign in to go on</html>', 'page-unreadable'],
    ['<html><a href="../">up</a></html>', 'no-builds'],
    ['<html><a href="images/">images/</a><a href="latest/">latest/</a></html>', 'no-builds'],
    ['<html><a href="20191231/">20191231/</a></html>', 'page-older'],
    [404, 'http-status'],
  ];
  for (const [page, code] of pages) {
    shelf.paths.set('/1/', page);
    const report = await shelf.crawl();
    assert.deepEqual(codesOf(report), [code], String(page));
    assert.deepEqual(report.changes, []);
    assert.deepEqual(await shelf.records(), before);
  }
});

test('old builds on a page that lists none of the recorded ones are not taken for new ones', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260201');
  await shelf.crawl();
  await shelf.publish('20190101', { signedAt: '2020-06-01T00:00:00Z' });
  shelf.list(['20190101']);
  const report = await shelf.crawl();
  assert.deepEqual([codesOf(report), report.changes], [['page-older'], []]);
});

test('a page that has only newer builds withdraws the older ones once their sums files are gone', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260201');
  await shelf.crawl();
  await shelf.publish('20260301');
  shelf.list(['20260301']);
  shelf.paths.set('/1/20260201/SUMS', 404);
  const report = await shelf.crawl();
  assert.deepEqual(report.errors, []);
  assert.deepEqual(report.changes.map(describeChange).sort(), [
    'shelf 1 cloud 20260201: withdrawn by its publisher',
    'shelf 1 cloud 20260301: added, signed, 1 file',
  ]);
});

test('a withdrawn build that is listed again is proven again and returns as it was', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of ['20260101', '20260201']) await shelf.publish(serial);
  shelf.paths.set('/1/20260201/image-amd64.qcow2', 'an image');
  await shelf.crawl();
  const before = await shelf.records();
  shelf.list(['20260101']);
  shelf.paths.set('/1/20260201/SUMS', 404);
  await shelf.crawl();
  await shelf.publish('20260201');
  const report = await shelf.crawl();
  assert.deepEqual(report.errors, []);
  assert.deepEqual(report.changes.map(describeChange), [
    'shelf 1 cloud 20260201: listed again by its publisher',
  ]);
  assert.deepEqual(await shelf.records(), before);
});

test('a page of downloads tells of the newest build alone: what it links no more is not withdrawn', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource('format: directory', 'format: download-page');
  await shelf.editSource('entry: "{serial}/"', 'entry: https://images.example/{release}/{serial}/');
  await shelf.editSource('sums: "{serial}/SUMS"', 'sums: SUMS');
  for (const serial of ['20260101', '20260201']) await shelf.publish(serial);
  assert.equal((await shelf.crawl()).changes.length, 2);
  shelf.list(['20260201']);
  shelf.paths.set('/1/20260101/SUMS', 404);
  const report = await shelf.crawl();
  assert.deepEqual([report.errors, report.changes], [[], []]);
});
