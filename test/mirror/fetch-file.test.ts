import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import type { OsdexError } from '../../core/error.ts';
import { describeHolder } from '../../core/files/lock-holder.ts';
import { fetchFile } from '../../mirror/fetch-file.ts';
import type { WantedFile } from '../../mirror/fetch-file.ts';
import { fetcherOf, upstream } from '../test-fetcher.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
const URL_A = 'https://a.example/image.iso';
const URL_B = 'https://b.example/image.iso';
const WANTED: WantedFile = { digest: digestOf(BYTES), sizeBytes: BYTES.length, urls: [URL_A] };

/** Serves the bytes with ranges, as web servers do. */
function serve(request: IncomingMessage, response: ServerResponse, bytes = BYTES, etag = '"1"'): void {
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  if (range === null || request.headers['if-range'] !== etag) {
    response.writeHead(200, { 'content-length': bytes.length, etag }).end(bytes);
    return;
  }
  const from = Number(range[1]);
  const rest = bytes.subarray(from);
  response.writeHead(206, {
    'content-length': rest.length,
    'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    etag,
  });
  response.end(rest);
}

const serveAll = (request: IncomingMessage, response: ServerResponse): void => serve(request, response);

/** Sends the beginning, then hangs up. */
function breakOff(response: ServerResponse, bytes = BYTES, etag = '"1"'): void {
  response.writeHead(200, { 'content-length': bytes.length, etag });
  response.write(bytes.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 20));
}

async function placeIn(t: TestContext): Promise<{ folder: string; place: string }> {
  const folder = await temporaryFolder(t);
  return { folder, place: join(folder, 'below', 'image.iso') };
}

test('a file appears at its place when it is whole and proven, and nothing else stays there', async (t) => {
  const { fetcher } = await upstream(t, serveAll);
  const { folder, place } = await placeIn(t);
  const seen: number[] = [];
  const outcome = await fetchFile(WANTED, place, { fetcher, onProgress: (done) => seen.push(done) });
  assert.deepEqual(outcome, { kind: 'fetched', url: URL_A, sizeBytes: BYTES.length });
  assert.deepEqual(await readFile(place), BYTES);
  assert.deepEqual(await readdir(join(folder, 'below')), ['image.iso']);
  assert.equal(seen.at(-1), BYTES.length);
});

test('what is there already is not asked for, and what is not the file is never written over', async (t) => {
  const { fetcher, requests } = await upstream(t, serveAll);
  const { place } = await placeIn(t);
  await fetchFile(WANTED, place, { fetcher });
  assert.deepEqual(await fetchFile(WANTED, place, { fetcher }), { kind: 'there' });
  assert.equal(requests.length, 1);
  await writeFile(place, 'mine');
  await assert.rejects(fetchFile(WANTED, place, { fetcher }), { code: 'digest-conflict', path: place });
  assert.equal(await readFile(place, 'utf8'), 'mine');
});

test('what broke off is gone on with where it ended', async (t) => {
  const { fetcher, requests } = await upstream(t, (request, response, count) =>
    count === 0 ? breakOff(response) : serve(request, response),
  );
  const { place } = await placeIn(t);
  const troubles: string[] = [];
  await fetchFile(WANTED, place, { fetcher, onTrouble: ({ code }) => troubles.push(code) });
  assert.deepEqual(await readFile(place), BYTES);
  assert.deepEqual(troubles, ['network']);
  assert.deepEqual(
    requests.map(({ headers }) => [headers.range, headers['if-range']]),
    [
      [undefined, undefined],
      ['bytes=50000-', '"1"'],
    ],
  );
});

test('a later call goes on too, also where the disk has kept more than was noted', async (t) => {
  const server = await upstream(t, (request, response, count) =>
    count < 3 ? breakOff(response) : serve(request, response),
  );
  const { place } = await placeIn(t);
  await assert.rejects(fetchFile(WANTED, place, { fetcher: server.fetcher }), { code: 'network' });
  assert.ok(existsSync(`${place}.part`));
  await fetchFile(WANTED, place, { fetcher: fetcherOf(t, server) });
  assert.deepEqual(await readFile(place), BYTES);
});

test('the rest of another file is never put to it: the whole new one is taken', async (t) => {
  const other = Buffer.from(BYTES).fill(7, 0, 1000);
  const { fetcher, requests } = await upstream(t, (request, response, count) =>
    count === 0 ? breakOff(response, other, '"old"') : serve(request, response, BYTES, '"new"'),
  );
  const { place } = await placeIn(t);
  await fetchFile(WANTED, place, { fetcher });
  assert.deepEqual(await readFile(place), BYTES);
  assert.equal(requests[1]?.headers['if-range'], '"old"');
});

test('wrong bytes are thrown away and the next place is asked', async (t) => {
  const { fetcher } = await upstream(t, (request, response) =>
    serve(request, response, request.url?.startsWith('/a.') ? Buffer.alloc(BYTES.length) : BYTES),
  );
  const { place } = await placeIn(t);
  const troubles: OsdexError[] = [];
  const outcome = await fetchFile({ ...WANTED, urls: [URL_A, URL_B] }, place, {
    fetcher,
    onTrouble: (error) => troubles.push(error),
  });
  assert.equal(outcome.kind === 'fetched' && outcome.url, URL_B);
  assert.deepEqual(
    troubles.map(({ code, url }) => [code, url]),
    [['digest-mismatch', URL_A]],
  );
});

test('a place that tells another size is not read at all', async (t) => {
  const { fetcher } = await upstream(t, (request, response) => serve(request, response, Buffer.alloc(10)));
  const { folder, place } = await placeIn(t);
  await assert.rejects(fetchFile(WANTED, place, { fetcher }), {
    code: 'size-conflict',
    message: `expected 200000 bytes as the catalog has it, found 10, ${URL_A}`,
  });
  assert.deepEqual(await readdir(join(folder, 'below')), []);
});

test('where no place has it, each is told of', async (t) => {
  const { fetcher } = await upstream(t, (_, response) => void response.writeHead(404).end());
  const { place } = await placeIn(t);
  await assert.rejects(fetchFile({ ...WANTED, urls: [URL_A, URL_B] }, place, { fetcher }), {
    code: 'http-status',
    message: `expected ${WANTED.digest} at one of 2 places, found it at none:\n  expected 200, found 404, ${URL_A}\n  expected 200, found 404, ${URL_B}`,
  });
});

test('asked to stop, it keeps what has come and says where', async (t) => {
  const interrupted = new AbortController();
  const server = await upstream(
    t,
    (_, response) => {
      response.writeHead(200, { 'content-length': BYTES.length, etag: '"1"' });
      response.write(BYTES.subarray(0, 50_000));
    },
    { signal: interrupted.signal },
  );
  const { place } = await placeIn(t);
  const fetching = fetchFile(WANTED, place, {
    fetcher: server.fetcher,
    signal: interrupted.signal,
    onProgress: () => interrupted.abort(),
  });
  await assert.rejects(fetching, { code: 'stopped', message: /which stay in .*image\.iso\.part/ });
  assert.ok(existsSync(`${place}.part`));
  assert.ok(!existsSync(`${place}.lock`));
});

test('two processes do not fetch one file at the same time; the lock of one that is gone holds nobody', async (t) => {
  const { fetcher } = await upstream(t, serveAll);
  const { folder } = await placeIn(t);
  const place = join(folder, 'image.iso');
  await writeFile(`${place}.lock`, JSON.stringify(describeHolder()));
  await assert.rejects(fetchFile(WANTED, place, { fetcher }), { code: 'catalog-locked' });
  // No process has this number: the largest that Linux gives is smaller.
  await writeFile(`${place}.lock`, JSON.stringify({ ...describeHolder(), pid: 99_999_999 }));
  await fetchFile(WANTED, place, { fetcher });
  assert.deepEqual(await readdir(folder), ['image.iso']);
});
