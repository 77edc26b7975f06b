import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeShelf, sumsLine } from './shelf.ts';
import type { Shelf } from './shelf.ts';

async function startRolling(shelf: Shelf): Promise<Record<string, string>> {
  await shelf.roll();
  const sums = sumsLine('20260101', '1') + sumsLine('20260101', '2', 'arm64') + sumsLine('20260202', '3');
  await shelf.sign('/rolling/SUMS', sums, '2026-02-02T00:00:00Z');
  await shelf.crawl();
  return shelf.records();
}

test('one changed digest leaves its build, and all else that the sums file tells, as they were', async (t) => {
  const shelf = await makeShelf(t);
  const before = await startRolling(shelf);
  const changed =
    sumsLine('20260101', '1') +
    sumsLine('20260101', '9', 'arm64') +
    sumsLine('20260101', '5', 'riscv64') +
    sumsLine('20260202', '3') +
    sumsLine('20260303', '4');
  await shelf.sign('/rolling/SUMS', changed, '2026-03-03T00:00:00Z');
  for (const crawl of ['first', 'second', 'third']) {
    const report = await shelf.crawl();
    assert.deepEqual(
      report.errors.map(({ source, feed, release, code, message }) => [source, feed, release, code, message]),
      [
        [
          'shelf',
          'images',
          '1',
          'digest-conflict',
          `expected image-20260101-arm64.qcow2 of cloud 20260101 to keep its digest sha256:${'2'.repeat(64)}, found sha256:${'9'.repeat(64)}; the record stays until a person has looked: ask the publisher which of them is right, and if it is the new one, take the build out of the catalog files of shelf 1 and crawl again`,
        ],
      ],
      `told by the ${crawl} crawl`,
    );
    assert.deepEqual(await shelf.records(), before);
  }
  await shelf.sign('/rolling/SUMS', changed.replace('9'.repeat(64), '2'.repeat(64)), '2026-03-04T00:00:00Z');
  assert.deepEqual((await shelf.crawl()).errors, []);
  assert.equal((await shelf.builds('shelf', '1', 'cloud')).length, 3);
});

test('a conflict with a build in the file of a year is a conflict too', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource('versionScheme: other\n', 'versionScheme: other\nkeep: 1\n');
  const before = await startRolling(shelf);
  assert.ok('shelf/1/2026.yaml' in before);
  await shelf.sign('/rolling/SUMS', sumsLine('20260101', '9'), '2026-03-03T00:00:00Z');
  const report = await shelf.crawl();
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['digest-conflict'],
  );
  assert.deepEqual(await shelf.records(), before);
});

test('a feed that gives a recorded file another digest is refused, wherever its own sums file lies', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260101');
  await shelf.crawl();
  const before = await shelf.records();
  await shelf.editSource('"{serial}/SUMS"', '"{serial}/OTHER"');
  await shelf.sign('/1/20260101/OTHER', `${'0'.repeat(64)}  image-amd64.qcow2\n`, '2026-01-01T12:00:00Z');
  for (const _ of [1, 2]) {
    const report = await shelf.crawl();
    assert.deepEqual(
      report.errors.map(({ code }) => code),
      ['digest-conflict'],
    );
    assert.deepEqual(await shelf.records(), before);
  }
});

test('a source that was edited down to sums-only keeps the better evidence of what is on record', async (t) => {
  const shelf = await makeShelf(t);
  await startRolling(shelf);
  const before = await shelf.builds('shelf', '1', 'cloud');
  await shelf.editSource(
    'level: signed, shape: detached, signature: "{sums}.sig"',
    'level: sums-only, reason: a test',
  );
  const unsigned = [
    sumsLine('20260101', '1'),
    sumsLine('20260101', '2', 'arm64'),
    sumsLine('20260101', '5', 'riscv64'),
    sumsLine('20260202', '3'),
    sumsLine('20260303', '4'),
  ];
  shelf.paths.set('/rolling/SUMS', unsigned.join(''));
  assert.deepEqual((await shelf.crawl()).errors, []);
  const [added, ...others] = await shelf.builds('shelf', '1', 'cloud');
  assert.deepEqual([added?.serial, added?.verification.level], ['20260303', 'sums-only']);
  assert.deepEqual(others, before);
});
