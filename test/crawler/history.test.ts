import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { makeShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

/** Days of a year that builds came: the 5th of each month. */
const MONTHS = Array.from({ length: 12 }, (_, at) => `2025${String(at + 1).padStart(2, '0')}05`);

async function shelfOfAYear(t: TestContext): Promise<Shelf> {
  const shelf = await makeShelf(t);
  for (const serial of MONTHS) await shelf.publish(serial);
  return shelf;
}

async function serials(shelf: Shelf): Promise<string[]> {
  return (await shelf.builds('shelf', '1', 'cloud')).map(({ serial }) => serial);
}

const newestFirst = (all: readonly string[]): string[] => [...all].reverse();

test('everything that is still listed is recorded, beside what a crawl had', async (t) => {
  const shelf = await shelfOfAYear(t);
  await shelf.crawl();
  const before = await shelf.builds('shelf', '1', 'cloud');
  assert.deepEqual(
    before.map(({ serial }) => serial),
    newestFirst(MONTHS.slice(-3)),
  );
  const report = await shelf.history();
  assert.deepEqual([report.errors, report.skipped], [[], []]);
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS));
  assert.deepEqual((await shelf.builds('shelf', '1', 'cloud')).slice(0, 3), before, 'what was known stays');
  assert.deepEqual((await shelf.history()).files, [], 'a second walk changes nothing');
  assert.deepEqual((await shelf.crawl()).changes, [], 'nor does the next crawl');
});

test('no catalog is needed to begin with, and none must be empty', async (t) => {
  const shelf = await shelfOfAYear(t);
  await shelf.history({ limit: 2 });
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS.slice(-2)));
  await shelf.history({ limit: 2 });
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS.slice(-4)), 'it goes on where it stopped');
});

test('a first day leaves out what is older', async (t) => {
  const shelf = await shelfOfAYear(t);
  const report = await shelf.history({ since: '2025-10-05' });
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS.slice(-3)));
  assert.deepEqual(report.skipped, []);
});

test('a build without a day cannot be held against one, and is told', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of ['7.1', '7.2']) await shelf.publish(serial, { signedAt: '2025-06-01T12:00:00Z' });
  const report = await shelf.history({ since: '2025-01-01' });
  assert.deepEqual(report.changes, []);
  assert.deepEqual(
    report.skipped.map(({ code, message }) => [code, message]),
    [
      [
        'no-builds',
        'expected a day to hold against --since 2025-01-01, found none in images 7.1, images 7.2',
      ],
    ],
  );
});

test('a build that lacks what proves it is skipped and told; a wrong proof is an error', async (t) => {
  const shelf = await shelfOfAYear(t);
  const [gone = '', unsigned = '', tampered = ''] = MONTHS;
  shelf.paths.set(`/1/${gone}/SUMS`, 410);
  shelf.paths.delete(`/1/${unsigned}/SUMS.sig`);
  shelf.paths.set(`/1/${tampered}/SUMS`, `${'e'.repeat(64)}  image-amd64.qcow2\n`);
  const report = await shelf.history();
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS.slice(3)));
  assert.deepEqual(report.skipped.map(({ code }) => code).sort(), ['http-status', 'signature-missing']);
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['signature-bad'],
  );
});

test('a server that fails is an error and no lack of proof', async (t) => {
  const shelf = await shelfOfAYear(t);
  shelf.paths.set(`/1/${MONTHS[0]}/SUMS`, 500);
  const report = await shelf.history();
  assert.deepEqual([report.skipped, report.errors.map(({ code }) => code)], [[], ['http-status']]);
});

test('what a stop interrupts is whole, and is gone on with', async (t) => {
  const shelf = await makeShelf(t);
  const many = Array.from({ length: 50 }, (_, at) =>
    String(20250101 + (at % 28) + 100 * Math.floor(at / 28)),
  );
  for (const serial of many) await shelf.publish(serial);
  const stop = new AbortController();
  const stopped = shelf.history({ signal: stop.signal, onStep: () => stop.abort() });
  await assert.rejects(stopped, { code: 'stopped', message: /stopped with 20 builds recorded/ });
  assert.equal((await serials(shelf)).length, 20);
  shelf.asked.length = 0;
  await shelf.history();
  assert.equal((await serials(shelf)).length, 50);
  const sums = shelf.asked.filter((path) => path.endsWith('/SUMS'));
  assert.equal(sums.length, 30, 'what was recorded is not asked for again');
});

test('the archives of a feed are walked too, and what moved there is known', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource(
    '    entry: "{serial}/"\n',
    '    entry: "{serial}/"\n    archives: ["https://images.example/archive/{release}/"]\n',
  );
  for (const serial of MONTHS.slice(0, 6)) await shelf.publish(serial, { folder: '/archive/1/' });
  for (const serial of MONTHS.slice(5)) await shelf.publish(serial);
  await shelf.crawl();
  const report = await shelf.history();
  assert.deepEqual(report.errors, []);
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS), 'the one in both is one build');
});

test('a crawl does not take what lies in an archive for something that its page should list', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.editSource(
    '    entry: "{serial}/"\n',
    '    entry: "{serial}/"\n    archives: ["https://images.example/archive/{release}/"]\n',
  );
  for (const serial of MONTHS.slice(0, 6)) await shelf.publish(serial, { folder: '/archive/1/' });
  for (const serial of MONTHS.slice(6)) await shelf.publish(serial);
  await shelf.crawl();
  await shelf.history();
  const report = await shelf.crawl();
  assert.deepEqual([report.errors, report.changes], [[], []]);
});

test('older builds may have weaker digests than the newest', async (t) => {
  const shelf = await makeShelf(t);
  for (const serial of MONTHS)
    await shelf.publish(serial, { algorithm: serial < '20250601' ? 'sha256' : 'sha512' });
  await shelf.crawl();
  const report = await shelf.history();
  assert.deepEqual(report.errors, []);
  assert.deepEqual(await serials(shelf), newestFirst(MONTHS));
});

test('a dry walk tells what it would record and writes nothing', async (t) => {
  const shelf = await shelfOfAYear(t);
  const report = await shelf.history({ dryRun: true });
  assert.equal(report.changes.length, 12);
  assert.deepEqual([report.files, await shelf.files().catch(() => ({}))], [[], {}]);
});
