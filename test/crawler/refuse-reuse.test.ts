import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChange } from '../../core/change.ts';
import { makeShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

async function refusals(shelf: Shelf): Promise<(string | undefined)[][]> {
  const { errors } = await shelf.crawl();
  return errors.map(({ feed, release, code, message }) => [
    feed,
    release,
    code,
    message.replace(/, https:.*/, ''),
  ]);
}

test('the sums file of one build under the serial of another is refused', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('1.0', { signedAt: '2026-01-01T00:00:00Z' });
  await shelf.crawl();
  const before = await shelf.records();
  await shelf.publish('1.1', { content: '1.0', signedAt: '2026-01-01T00:00:00Z' });
  const told = [
    [
      'images',
      '1',
      'digest-reused',
      'expected a sums file of its own for cloud 1.1, found that of cloud 1.0',
    ],
  ];
  assert.deepEqual(await refusals(shelf), told);
  assert.deepEqual(await refusals(shelf), told, 'at every crawl');
  assert.deepEqual(await shelf.records(), before);
});

test('a file that another build of the stream has already is refused with both ids', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260101');
  await shelf.crawl();
  const before = await shelf.records();
  await shelf.publish('20260201', { content: '20260101' });
  const sums = String(shelf.paths.get('/1/20260201/SUMS'));
  await shelf.sign('/1/20260201/SUMS', `${sums}${'0'.repeat(64)}  README\n`, '2026-02-01T12:00:00Z');
  assert.deepEqual(await refusals(shelf), [
    [
      'images',
      '1',
      'digest-reused',
      'expected a digest of its own for shelf/1/cloud/20260201/image-amd64.qcow2, found that of shelf/1/cloud/20260101/image-amd64.qcow2',
    ],
  ]);
  assert.deepEqual(await shelf.records(), before);
});

test('of two builds that a first crawl finds with the same file neither is taken, and others are', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260101', { content: 'same' });
  await shelf.publish('20260201', { content: 'same' });
  await shelf.publish('20260301');
  const report = await shelf.crawl();
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['digest-reused', 'digest-reused'],
  );
  assert.equal(report.builds, 1);
  assert.deepEqual(report.changes.map(describeChange), ['shelf 1 cloud 20260301: added, signed, 1 file']);
});

test('a feed that says it repeats files may', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource(
    '    entry:',
    '    repeats: true # A respin leaves what it does not mend as it was.\n    entry:',
  );
  await shelf.publish('20260101', { content: 'same' });
  await shelf.crawl();
  await shelf.publish('20260201', { content: 'same' });
  const report = await shelf.crawl();
  assert.deepEqual(report.errors, []);
  assert.deepEqual(report.changes.map(describeChange), ['shelf 1 cloud 20260201: added, signed, 1 file']);
});

test('one sums file may list several builds, and may be signed anew', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource('"{serial}/SUMS"', '"SUMS"');
  await shelf.editSource('image-{arch}', 'image-{serial}-{arch}');
  const sums = ['1.0', '1.1'].map((serial) => `${serial.at(-1)?.repeat(64)}  image-${serial}-amd64.qcow2\n`);
  shelf.list(['1.0', '1.1']);
  await shelf.sign('/1/SUMS', sums.join(''), '2026-01-01T00:00:00Z');
  assert.deepEqual((await shelf.crawl()).errors, []);
  assert.equal((await shelf.builds('shelf', '1', 'cloud')).length, 2);
});

test('a file of another release is refused, whether that is on record or found by the same crawl', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource('  - release: "1"\n', '  - release: "1"\n  - release: "2"\n');
  shelf.list(['20260101'], '/2/');
  await shelf.publish('20260101', { content: 'first' });
  await shelf.publish('20260101', { content: 'second', folder: '/2/' });
  await shelf.crawl();
  const before = await shelf.records();
  await shelf.publish('20260201', { content: 'first', folder: '/2/' });
  const found = 'shelf/1/cloud/20260101/image-amd64.qcow2';
  assert.deepEqual(await refusals(shelf), [
    [
      'images',
      '2',
      'digest-reused',
      `expected a digest of its own for shelf/2/cloud/20260201/image-amd64.qcow2, found that of ${found}`,
    ],
  ]);
  assert.deepEqual(await shelf.records(), before);

  await shelf.publish('20260201', { content: 'both' });
  await shelf.publish('20260201', { content: 'both', folder: '/2/' });
  const report = await shelf.crawl();
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['digest-reused'],
  );
  assert.equal(report.changes.length, 1, 'one of them only');
});
