import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, truncate } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { indexImages } from '../../../mirror/inventory/image-index.ts';
import { repairFiles } from '../../../mirror/inventory/repair.ts';
import type { RepairMeans, RepairReport } from '../../../mirror/inventory/repair.ts';
import { verifyFiles } from '../../../mirror/inventory/verify.ts';
import { orderPlaces } from '../../../mirror/place-sources.ts';
import { readRecords } from '../../../mirror/record-log.ts';
import { upstream } from '../../test-fetcher.ts';
import { imageOf, LATER, repositoryPlace } from './repository-place.ts';

const PIECE = 256 * 1024;
const BYTES = Buffer.from(Array.from({ length: 4 * PIECE + 5 }, (_, index) => index % 251));
const IMAGE = imageOf('os-amd64.qcow2', BYTES);
IMAGE.product.mirrors = [{ of: 'https://images.example.org/', at: ['https://mirror.example.net/os/'] }];
const HEX = IMAGE.artifact.digest.slice('sha256:'.length);

/** Serves parts of the bytes, as web servers do. */
function serveParts(request: IncomingMessage, response: ServerResponse, bytes = BYTES): void {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined) {
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes);
    return;
  }
  const last = to === '' ? bytes.length - 1 : Number(to);
  const part = bytes.subarray(Number(from), last + 1);
  const range = `bytes ${from}-${last}/${bytes.length}`;
  response.writeHead(206, { 'content-length': part.length, 'content-range': range }).end(part);
}

type Serve = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** A repository with the image, some of whose bytes went bad. */
async function place(
  t: TestContext,
  serve: Serve = (request, response) => serveParts(request, response),
  signal?: AbortSignal,
) {
  const found = await repositoryPlace(t, { 'os.qcow2': BYTES });
  await found.scan([IMAGE]);
  const { fetcher, requests } = await upstream(t, serve, { signal });
  const { repository, inventory } = found;
  return {
    ...found,
    requests,
    /** What was asked for: host and range. */
    asked: () => requests.map(({ path, headers }) => `${path.split('/')[1]} ${headers.range ?? 'all'}`),
    async rot(...offsets: number[]): Promise<void> {
      const bytes = Buffer.from(BYTES);
      for (const offset of offsets) bytes[offset] = (bytes[offset] ?? 0) ^ 1;
      await found.write('os.qcow2', bytes);
      await found.scan([IMAGE]);
    },
    repair: (more: Partial<RepairMeans> = {}): Promise<RepairReport> =>
      repairFiles(
        repository,
        inventory,
        inventory.all().filter(({ state }) => state === 'bad' || state === 'missing'),
        { images: indexImages([IMAGE]), fetcher, now: () => LATER, signal, ...more },
      ),
  };
}

test('only the bad pieces are fetched, and the bad file lies in the trash then', async (t) => {
  const { rot, repair, asked, at, known, repository, inventory } = await place(t);
  await rot(PIECE + 1, 4 * PIECE);
  const { repaired, failed } = await repair();
  assert.deepEqual(failed, []);
  assert.deepEqual(asked(), [
    'images.example.org bytes=262144-524287',
    'images.example.org bytes=1048576-1048580',
  ]);
  const from = 'https://images.example.org/20260725/os-amd64.qcow2';
  const [{ trashed = '' } = {}] = repaired;
  assert.deepEqual(repaired, [{ path: 'os.qcow2', how: 'pieces', from, trashed }]);
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
  assert.notDeepEqual(await readFile(at(trashed)), BYTES);
  assert.equal(known('os.qcow2').state, 'proven');
  const event = (await readRecords(repository)).at(-1);
  assert.equal(event?.event, 'repaired');
  assert.equal(event.reason, 'fetched bytes 262144 to 524287, bytes 1048576 to 1048580');
  const { notGood } = await verifyFiles(repository, inventory, inventory.all(), { now: () => LATER });
  assert.deepEqual(notGood, []);
  assert.deepEqual(await readdir(join(repository.records, 'incoming')), []);
});

test('a file that lost its end gets it back', async (t) => {
  const { scan, repair, asked, at } = await place(t);
  await truncate(at('os.qcow2'), 3 * PIECE + 1);
  await scan([IMAGE]);
  const { repaired } = await repair();
  assert.equal(repaired[0]?.how, 'pieces');
  assert.deepEqual(asked(), ['images.example.org bytes=786432-1048580']);
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
});

test('where a place has other bytes the next one is asked', async (t) => {
  const wrong = Buffer.alloc(BYTES.length, 1);
  const { rot, repair, asked, at } = await place(t, (request, response) =>
    serveParts(request, response, request.url?.startsWith('/images.') ? wrong : BYTES),
  );
  await rot(0);
  const { repaired } = await repair();
  assert.equal(repaired[0]?.from, 'https://mirror.example.net/os/20260725/os-amd64.qcow2');
  assert.deepEqual(asked(), ['images.example.org bytes=0-262143', 'mirror.example.net bytes=0-262143']);
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
});

test('mirrors that are listed for the repository are asked where they are preferred', async (t) => {
  const { rot, repair, asked, at } = await place(t);
  await rot(0);
  const near = { of: 'https://images.example.org/', at: 'https://near.example.net/', priority: 1 };
  await repair({ orderPlaces: (urls) => orderPlaces(urls, [near]) });
  assert.deepEqual(asked(), ['near.example.net bytes=0-262143']);
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
});

test('where no place answers with parts the whole file is fetched', async (t) => {
  const { rot, repair, at } = await place(t, (_, response) => response.end(BYTES));
  await rot(PIECE);
  const { repaired } = await repair();
  assert.equal(repaired[0]?.how, 'whole');
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
});

test('a missing file comes back to its place', async (t) => {
  const { scan, repair, at, states } = await place(t);
  await rm(at('os.qcow2'));
  await scan([IMAGE]);
  const { repaired } = await repair();
  assert.deepEqual(
    repaired.map(({ how, trashed }) => [how, trashed]),
    [['whole', undefined]],
  );
  assert.deepEqual(states(), { 'os.qcow2': 'proven' });
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
});

test('a file that an earlier run had fetched when it was killed is not fetched again', async (t) => {
  const { rot, repair, write, at, requests } = await place(t);
  await rot(0);
  await write(`.osdex/incoming/${HEX}`, BYTES);
  await rm(at('os.qcow2'));
  const { repaired } = await repair();
  assert.equal(repaired[0]?.how, 'there');
  assert.equal(requests.length, 0);
  assert.deepEqual(await readFile(at('os.qcow2')), BYTES);
});

test('what cannot be had stays as it is: the bad file is in its place, and is told', async (t) => {
  const { rot, repair, at, states, repository } = await place(t, (_, response) =>
    response.writeHead(404).end(),
  );
  await rot(0);
  const { repaired, failed } = await repair();
  assert.deepEqual(repaired, []);
  assert.match(failed[0]?.error.message ?? '', /at one of 2 places, found it at none/);
  assert.deepEqual(states(), { 'os.qcow2': 'bad' });
  assert.ok(existsSync(at('os.qcow2')));
  assert.ok(!existsSync(join(repository.records, 'trash')));
});

test('what no catalog knows, and what has another file in its place, is not touched', async (t) => {
  const { scan, write, read, repair, at, inventory } = await place(t);
  await write('mine.iso', 'mine');
  await scan([IMAGE]);
  await rm(at('mine.iso'));
  await rm(at('os.qcow2'));
  await scan([IMAGE]);
  await write('os.qcow2', 'something new');
  const { failed } = await repair();
  const messages = failed.map(({ error }) => error.message);
  assert.match(messages[0] ?? '', /expected mine\.iso to be an image of the catalog, found that it has none/);
  assert.match(
    messages[1] ?? '',
    /expected nothing at .*os\.qcow2, found a file that the inventory does not/,
  );
  assert.equal(await read('os.qcow2'), 'something new');
  assert.equal(inventory.all().length, 2);
});

test('a repair that is stopped leaves the bad file where it is', async (t) => {
  const stop = new AbortController();
  const { rot, repair, states, at } = await place(
    t,
    (_, response) => {
      response.writeHead(200, { 'content-length': BYTES.length }).write(BYTES.subarray(0, PIECE));
      stop.abort();
    },
    stop.signal,
  );
  await rot(PIECE);
  await assert.rejects(repair(), { code: 'stopped', message: /^stopped after 0 repaired files/ });
  assert.deepEqual(states(), { 'os.qcow2': 'bad' });
  assert.ok(existsSync(at('os.qcow2')));
});
