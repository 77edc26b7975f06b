import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Verification } from '../../core/verification.ts';
import { refuseEarlySignature, refuseOlderSignature } from '../../crawler/refuse-older.ts';
import { dayOfSerial } from '../../crawler/serial-day.ts';
import { makeBuild } from '../test-release.ts';
import { makeShelf, sumsLine } from './shelf.ts';

const URL = 'https://images.example/SUMS';

function signedAt(time: string): Verification {
  const { verification } = makeBuild('20260101');
  assert.ok(verification.level === 'signed');
  return { ...verification, signedAt: time };
}

test('a signature is held against the newest of all that are on record from its address', () => {
  const recorded = [signedAt('2026-01-01T00:00:00Z'), signedAt('2026-03-01T00:00:00Z')];
  refuseOlderSignature(recorded, '2026-03-01T00:00:01Z', URL);
  refuseOlderSignature([], '2020-01-01T00:00:00Z', URL);
  refuseOlderSignature(recorded, undefined, URL);
  assert.throws(() => refuseOlderSignature(recorded, '2026-02-01T00:00:00Z', URL), {
    code: 'signature-older',
    message: `expected a signature newer than the recorded one (2026-03-01T00:00:00Z), found 2026-02-01T00:00:00Z, ${URL}`,
  });
});

test('of two files that were signed in the same second neither is newer, so the one on record stays', () => {
  assert.throws(() => refuseOlderSignature([signedAt('2026-03-01T00:00:00Z')], '2026-03-01T00:00:00Z', URL), {
    code: 'signature-older',
    message: /found one over other bytes of the same second/,
  });
});

test('serials that begin with a day tell it, others do not', () => {
  const days = ['20260725', '20260717-2542', '20211104T114140Z', '20260725.1'].map(dayOfSerial);
  assert.deepEqual(days, ['2026-07-25', '2026-07-17', '2021-11-04', '2026-07-25']);
  for (const serial of ['20260231', '20261301', '202607251', '10', '4230.2.10', '13.7.0'])
    assert.equal(dayOfSerial(serial), undefined, serial);
});

test('a build may be signed on its day or later, and a day earlier at most', () => {
  const build = makeBuild('20260310');
  const at = (time: string) => refuseEarlySignature({ ...build, verification: signedAt(time) }, URL);
  for (const time of ['2026-03-09T00:00:00Z', '2026-03-10T09:00:00Z', '2027-01-01T00:00:00Z']) at(time);
  assert.throws(() => at('2026-03-08T23:59:59Z'), {
    code: 'signature-older',
    message: /expected cloud 20260310 to be signed on 2026-03-10 or later, found 2026-03-08T23:59:59Z/,
  });
});

test('an old list, properly signed, under the serial of a new build is refused, also in a first crawl', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.publish('20260301', { content: '20260101', signedAt: '2026-01-01T12:00:00Z' });
  const report = await shelf.crawl();
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['signature-older'],
  );
  assert.deepEqual(report.changes, []);
});

test('a sums file from before one of the builds in the file of a year is refused too', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.roll();
  await shelf.editSource('versionScheme: other\n', 'versionScheme: other\nkeep: 1\n');
  await shelf.sign('/rolling/SUMS', sumsLine('20260105'), '2026-03-01T00:00:00Z');
  await shelf.crawl();
  await shelf.sign('/rolling/SUMS', sumsLine('20260206'), '2026-03-02T00:00:00Z');
  await shelf.crawl();
  const before = await shelf.records();
  assert.deepEqual(Object.keys(before), [
    'keys.yaml',
    'shelf/1.yaml',
    'shelf/1/2026.yaml',
    'shelf/product.yaml',
  ]);
  await shelf.sign('/rolling/SUMS', sumsLine('20260105') + sumsLine('20260107'), '2026-02-28T00:00:00Z');
  const report = await shelf.crawl();
  assert.deepEqual(
    report.errors.map(({ code }) => code),
    ['signature-older'],
  );
  assert.deepEqual(await shelf.records(), before);
});

test('sums and signature of two states of a moving address do not fit, and the next crawl takes the later one', async (t) => {
  const shelf = await makeShelf(t);
  await shelf.roll();
  await shelf.sign('/rolling/SUMS', sumsLine('20260105'), '2026-01-05T00:00:00Z');
  await shelf.crawl();
  const before = await shelf.records();
  await shelf.sign('/rolling/SUMS', sumsLine('20260206'), '2026-02-06T00:00:00Z');
  shelf.after('/rolling/SUMS', () =>
    shelf.sign('/rolling/SUMS', sumsLine('20260307'), '2026-03-07T00:00:00Z'),
  );
  const torn = await shelf.crawl();
  assert.deepEqual(
    torn.errors.map(({ code }) => code),
    ['signature-bad'],
  );
  assert.deepEqual(await shelf.records(), before);
  const whole = await shelf.crawl();
  assert.deepEqual(whole.errors, []);
  assert.deepEqual(
    (await shelf.builds('shelf', '1', 'cloud')).map(({ serial }) => serial),
    ['20260307', '20260105'],
  );
});
