import assert from 'node:assert/strict';
import { rm, truncate, utimes } from 'node:fs/promises';
import { test } from 'node:test';
import { verifyFiles } from '../../../mirror/inventory/verify.ts';
import type { VerifyReport } from '../../../mirror/inventory/verify.ts';
import { readRecords } from '../../../mirror/record-log.ts';
import { imageOf, LATER, NOW, repositoryPlace } from './repository-place.ts';

const PIECE = 256 * 1024;
const BYTES = Buffer.from(Array.from({ length: 4 * PIECE + 5 }, (_, index) => index % 251));
const IMAGE = imageOf('os-amd64.qcow2', BYTES);

type Place = Awaited<ReturnType<typeof repositoryPlace>>;

function verify({ repository, inventory }: Place, signal?: AbortSignal): Promise<VerifyReport> {
  return verifyFiles(repository, inventory, inventory.all(), { now: () => LATER, signal });
}

/** As a disk that forgets a bit: nothing else of the file changes. */
async function rot({ write, known, at }: Place, path: string, ...offsets: number[]): Promise<void> {
  const bytes = Buffer.from(BYTES);
  for (const offset of offsets) bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  await write(path, bytes);
  const time = new Date(known(path).modifiedMs);
  await utimes(at(path), time, time);
}

test('what is as it was is good, and was read today', async (t) => {
  const place = await repositoryPlace(t, { 'a.qcow2': BYTES, 'mine.iso': 'mine' });
  await place.scan([IMAGE]);
  const { files, notGood, readBytes } = await verify(place);
  assert.deepEqual(files, [
    { kind: 'good', path: 'a.qcow2', problems: [] },
    { kind: 'good', path: 'mine.iso', problems: [] },
  ]);
  assert.deepEqual([notGood, readBytes], [[], BYTES.length + 4]);
  assert.equal(place.known('a.qcow2').checkedAt, '2026-08-26T04:00:00Z');
});

test('rotten bits are told by where they are, recorded once, and forgiven when they are good again', async (t) => {
  const place = await repositoryPlace(t, { 'a.qcow2': BYTES });
  await place.scan([IMAGE]);
  await rot(place, 'a.qcow2', PIECE + 7, 2 * PIECE, 4 * PIECE + 4);
  const { files, notGood } = await verify(place);
  const [bad] = files;
  assert.ok(bad?.kind === 'bad');
  assert.deepEqual(bad.ranges, [
    { firstByte: PIECE, lastByte: 3 * PIECE - 1 },
    { firstByte: 4 * PIECE, lastByte: 4 * PIECE + 4 },
  ]);
  assert.match(
    bad.reason,
    /^expected sha256:\w+, found sha256:\w+; bytes 262144 to 786431, bytes 1048576 to 1048580 differ$/,
  );
  assert.deepEqual(notGood, ['a.qcow2']);
  assert.equal(place.known('a.qcow2').state, 'bad');
  await verify(place);
  assert.deepEqual(await place.scan([IMAGE]), { files: 1, unchanged: 1 });
  await rot(place, 'a.qcow2');
  assert.deepEqual((await verify(place)).notGood, []);
  assert.equal(place.known('a.qcow2').state, 'proven');
  const events = (await readRecords(place.repository)).map(({ event }) => event);
  assert.deepEqual(events, ['added', 'found-bad', 'repaired']);
});

test('a file that lost its end lacks bytes there', async (t) => {
  const place = await repositoryPlace(t, { 'a.qcow2': BYTES });
  await place.scan([IMAGE]);
  await truncate(place.at('a.qcow2'), 3 * PIECE);
  const [bad] = (await verify(place)).files;
  assert.deepEqual(bad?.kind === 'bad' && bad.ranges, [{ firstByte: 3 * PIECE, lastByte: 4 * PIECE + 4 }]);
});

test('one’s own file may rot as well, but when it was written to it is another one', async (t) => {
  const place = await repositoryPlace(t, {
    'mine.img': BYTES,
    'written.img': 'mine',
    'quick.img': 'mine too',
  });
  await place.scan();
  await place.write('written.img', 'changed');
  await rot(place, 'mine.img', 0);
  await rm(place.at('quick.img'));
  const { files, notGood } = await verify(place);
  assert.deepEqual(
    files.map(({ path, kind }) => `${path} ${kind}`),
    ['mine.img bad', 'quick.img missing', 'written.img new'],
  );
  assert.deepEqual(notGood, ['mine.img', 'quick.img']);
  assert.deepEqual(place.states(), { 'mine.img': 'bad', 'quick.img': 'missing', 'written.img': 'unknown' });
});

test('a file of which nothing is on record is left for a scan', async (t) => {
  const place = await repositoryPlace(t, { 'a.qcow2': BYTES });
  await place.scan([], { quick: true });
  const { files } = await verify(place);
  assert.equal(files[0]?.kind, 'new');
});

test('a run that is stopped has on record what it read', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [`${index}.iso`, `file ${index}`]),
  );
  const place = await repositoryPlace(t, files);
  await place.scan();
  const stop = new AbortController();
  const run = verifyFiles(place.repository, place.inventory, place.inventory.all(), {
    ...{ now: () => LATER, signal: stop.signal },
    onProgress: (done) => done >= 12 && stop.abort(),
  });
  await assert.rejects(run, { code: 'stopped', message: /^stopped after [1-4] of 6 files/ });
  const read = place.inventory.all().filter(({ checkedAt }) => checkedAt === '2026-08-26T04:00:00Z');
  assert.ok(read.length > 0 && read.length < 6);
  assert.ok(NOW < LATER);
});
