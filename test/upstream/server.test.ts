import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import type { Fault } from './fault.ts';
import { startUpstream } from './upstream.ts';

const IMAGE = '/example-os/1.0.10/example-os-1.0.10-amd64.iso';
const FILE = `/images.example.org${IMAGE}`;
const NOBLE = '/cloud-images.ubuntu.com/releases/noble/';

/** Serves two publishers until the test is over. */
async function serve(context: { after(close: () => Promise<void>): void }) {
  const upstream = await startUpstream({ publishers: ['ubuntu', 'example'] });
  context.after(upstream.close);
  return { upstream, get: (path: string, init?: RequestInit) => fetch(upstream.origin + path, init) };
}

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

test('a file is answered whole, and to HEAD with its length alone', async (t) => {
  const { get } = await serve(t);
  const whole = await get(FILE);
  const bytes = await bytesOf(whole);
  assert.equal(whole.status, 200);
  assert.equal(Number(whole.headers.get('content-length')), bytes.length);
  assert.ok(bytes.length > 40_000);

  const head = await get(FILE, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), String(bytes.length));
  assert.equal((await bytesOf(head)).length, 0);
  assert.deepEqual(await bytesOf(await get(FILE)), bytes);
});

test('a part of a file is answered 206, and the whole where If-Range names another file', async (t) => {
  const { get } = await serve(t);
  const whole = await get(FILE);
  const bytes = await bytesOf(whole);
  const { length } = bytes;
  const part = async (range: string, more: Record<string, string> = {}) => {
    const response = await get(FILE, { headers: { range, ...more } });
    const found = await bytesOf(response);
    return { status: response.status, range: response.headers.get('content-range'), found };
  };
  const from = { status: 206, range: `bytes 1000-${length - 1}/${length}`, found: bytes.subarray(1000) };
  assert.deepEqual(await part('bytes=1000-'), from);
  assert.deepEqual(await part('bytes=1000-', { 'if-range': whole.headers.get('etag') ?? '' }), from);
  assert.deepEqual(await part('bytes=0-99'), {
    status: 206,
    range: `bytes 0-99/${length}`,
    found: bytes.subarray(0, 100),
  });
  assert.deepEqual((await part('bytes=-10')).found, bytes.subarray(-10));
  assert.deepEqual(await part('bytes=1000-', { 'if-range': '"another"' }), {
    status: 200,
    range: null,
    found: bytes,
  });
  assert.deepEqual(await part(`bytes=${length}-`), {
    status: 416,
    range: `bytes */${length}`,
    found: Buffer.alloc(0),
  });
});

test('what has not changed is answered 304, by ETag and by date, until something is published', async (t) => {
  const { upstream, get } = await serve(t);
  const page = await get(NOBLE);
  const etag = page.headers.get('etag') ?? '';
  const modified = page.headers.get('last-modified') ?? '';
  const statusWith = async (headers: Record<string, string>) => (await get(NOBLE, { headers })).status;

  assert.equal(await statusWith({ 'if-none-match': etag }), 304);
  assert.equal(await statusWith({ 'if-none-match': `"other", W/${etag}` }), 304);
  assert.equal(await statusWith({ 'if-modified-since': modified }), 304);
  assert.equal(await statusWith({ 'if-none-match': '"other"', 'if-modified-since': modified }), 200);
  upstream.publish('ubuntu');
  assert.equal(await statusWith({ 'if-none-match': etag }), 200);
  assert.equal(await statusWith({ 'if-modified-since': modified }), 200);
  const conditional = upstream.requests.map((one) => one.conditional);
  assert.deepEqual(conditional, [false, true, true, true, true, true, true]);
});

test('folder pages of servers that do not date them come without ETag and date', async (t) => {
  const { get } = await serve(t);
  const page = await get('/images.example.org/example-os/');
  assert.equal(page.status, 200);
  assert.equal(page.headers.get('etag'), null);
  assert.equal(page.headers.get('last-modified'), null);
});

test('a folder without its slash is a relative redirect, and what is not there is 404', async (t) => {
  const { get } = await serve(t);
  const redirect = await get(NOBLE.slice(0, -1), { redirect: 'manual' });
  assert.equal(redirect.status, 301);
  assert.equal(redirect.headers.get('location'), 'noble/');
  for (const path of ['/', '/nowhere.example/', `${NOBLE}release-19990101/`, `${FILE}/`, '/%ff/']) {
    assert.equal((await get(path)).status, 404, path);
  }
  assert.equal((await get(NOBLE, { method: 'POST' })).status, 405);
});

test('faults show as what they are', async (t) => {
  const { upstream, get } = await serve(t);
  const honest = await bytesOf(await get(FILE));
  const corrupt = async () => {
    upstream.fault(FILE, { kind: 'corrupt' }, 1);
    return bytesOf(await get(FILE));
  };

  upstream.fault(FILE, { kind: 'status', status: 429, retryAfter: '7' }, 1);
  const refused = await get(FILE);
  assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '7']);

  upstream.fault(FILE, { kind: 'redirect', to: 'https://mirror.example/x' }, 1);
  const moved = await get(FILE, { redirect: 'manual' });
  assert.deepEqual([moved.status, moved.headers.get('location')], [302, 'https://mirror.example/x']);

  upstream.fault(FILE, { kind: 'cut' }, 1);
  const cut = await get(FILE);
  assert.equal(Number(cut.headers.get('content-length')), honest.length);
  await assert.rejects(cut.arrayBuffer());

  upstream.fault(FILE, { kind: 'reset' }, 1);
  await assert.rejects(get(FILE));

  assert.notDeepEqual(await corrupt(), honest);
  assert.equal((await corrupt()).length, honest.length);
  assert.deepEqual(await bytesOf(await get(FILE)), honest);
});

test('a body can come in a coding that nobody asked for, damaged, or as a bomb', async (t) => {
  const { upstream, get } = await serve(t);
  const honest = await bytesOf(await get(FILE));
  for (const coding of ['gzip', 'deflate', 'br', 'zstd'] as const) {
    upstream.fault(FILE, { kind: 'encoded', coding }, 1);
    const encoded = await get(FILE);
    assert.equal(encoded.headers.get('content-encoding'), coding);
    assert.deepEqual(await bytesOf(encoded), honest);
  }
  upstream.fault(FILE, { kind: 'encoded', coding: 'gzip', damaged: true }, 1);
  const damaged = await bytesOf(await get(FILE));
  assert.ok(damaged.length < honest.length, 'a client that is not strict takes a part for the whole');

  upstream.fault(FILE, { kind: 'bomb', bytes: 1_000_000 }, 1);
  const bomb = await get(FILE);
  assert.ok(Number(bomb.headers.get('content-length')) < 2000);
  assert.deepEqual(await bytesOf(bomb), Buffer.alloc(1_000_000));

  upstream.fault(/./, { kind: 'bomb', bytes: 1_000_000 }, 1);
  assert.equal((await get('/images.example.org/nowhere')).headers.get('content-encoding'), null);
});

test('more can come than was announced, and headers or interim answers without an end', async (t) => {
  const { upstream } = await serve(t);
  /** What is answered, until there is this much of it or the end. */
  const answered = async (fault: Fault, enough: number): Promise<string> => {
    upstream.fault(FILE, fault, 1);
    const socket = connect(Number(new URL(upstream.origin).port), '127.0.0.1');
    socket.setEncoding('latin1').write(`GET ${FILE} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`);
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.length > enough) break;
    }
    return text;
  };
  const [head = '', body = ''] = (await answered({ kind: 'longer' }, 1_000_000)).split('\r\n\r\n');
  assert.ok(body.length > Number(/content-length: (\d+)/.exec(head)?.[1]));
  assert.match(
    await answered({ kind: 'headers' }, 100_000),
    /^HTTP\/1.1 200 OK\r\n(?:x-flood: .+\r\n){1000}/,
  );
  assert.match(
    await answered({ kind: 'interim' }, 100_000),
    /^(?:HTTP\/1.1 103 .+\r\nlink: .+\r\n\r\n){1000}/,
  );
});

test('a slow body comes in pieces, an endless one never ends, a hanging request is never answered', async (t) => {
  const { upstream, get } = await serve(t);
  upstream.fault(FILE, { kind: 'slow', pauseMs: 1 }, 1);
  const slow = (await get(FILE)).body?.getReader();
  const first = await slow?.read();
  assert.ok((first?.value?.length ?? Infinity) < 1000);
  await slow?.cancel();

  upstream.fault(FILE, { kind: 'endless' }, 1);
  const endless = await get(FILE);
  assert.equal(endless.headers.get('content-length'), null);
  let received = 0;
  for await (const chunk of endless.body ?? []) {
    received += chunk.length;
    if (received > 1_000_000) break;
  }
  assert.ok(received > 1_000_000);

  upstream.fault(FILE, { kind: 'hang' }, 1);
  const impatient = new AbortController();
  const before = upstream.requests.length;
  const hanging = assert.rejects(get(FILE, { signal: impatient.signal }));
  while (upstream.requests.length === before) await new Promise(setImmediate);
  impatient.abort();
  await hanging;
  assert.equal(upstream.requests.at(-1)?.status, 0);
});

test('a fault holds for so many requests of the paths it names, or until it is cleared', async (t) => {
  const { upstream, get } = await serve(t);
  const statuses = async (path: string) => [(await get(path)).status, (await get(path)).status];
  upstream.fault(`https:/${NOBLE}`, { kind: 'status', status: 503 }, 1);
  assert.deepEqual(await statuses(NOBLE), [503, 200]);
  upstream.fault(/\/noble\/$/, { kind: 'status', status: 500 });
  assert.deepEqual(await statuses(NOBLE), [500, 500]);
  assert.deepEqual(await statuses(`${NOBLE}release/`), [200, 200]);
  upstream.clearFaults();
  assert.deepEqual(await statuses(NOBLE), [200, 200]);
});

test('the latency is waited for once in every request, on one connection too', async (t) => {
  const { upstream } = await serve(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  upstream.latencyMs = 30;
  const sockets = new Set<unknown>();
  const start = performance.now();
  for (let count = 0; count < 3; count++) {
    await new Promise<void>((done) => {
      request(upstream.origin + NOBLE, { agent }, (response) => response.resume().once('end', done))
        .once('socket', (socket) => sockets.add(socket))
        .end();
    });
  }
  assert.equal(sockets.size, 1);
  assert.ok(performance.now() - start >= 3 * 29);
});

test('the log tells what was asked of whom, and how much at once', async (t) => {
  const { upstream, get } = await serve(t);
  upstream.latencyMs = 20;
  const queries = [1, 2, 3, 4].map((number) => get(`${FILE}?${number}`, { method: 'HEAD' }));
  await Promise.all([...queries, get('/images.example.org/no-such/')]);
  const { at, ...first } = upstream.requests[0] ?? { at: 0 };
  assert.ok(Math.abs(at - Date.now()) < 60_000);
  assert.deepEqual(first, {
    method: 'HEAD',
    host: 'images.example.org',
    path: IMAGE,
    status: 200,
    conditional: false,
  });
  assert.deepEqual(upstream.requests.map(({ status }) => status).toSorted(), [200, 200, 200, 200, 404]);
  assert.equal(upstream.maxConcurrency('images.example.org'), 5);
  assert.equal(upstream.maxConcurrency('cloud-images.ubuntu.com'), 0);
  upstream.forgetRequests();
  assert.equal(upstream.requests.length, 0);
  assert.equal(upstream.maxConcurrency('images.example.org'), 0);
});

test('closing ends the server, its connections and what was still under way', async () => {
  const upstream = await startUpstream({ publishers: ['ubuntu'] });
  upstream.fault(NOBLE, { kind: 'hang' });
  upstream.fault(/SHA256SUMS$/, { kind: 'slow', pauseMs: 60_000 });
  const hanging = assert.rejects(fetch(upstream.origin + NOBLE));
  const slow = await fetch(`${upstream.origin}/releases.ubuntu.com/noble/SHA256SUMS`);
  const cut = assert.rejects(slow.text());
  await upstream.close();
  await Promise.all([hanging, cut]);
  await assert.rejects(fetch(upstream.origin + NOBLE));
  // What the clients held is given up with the next turns of the loop.
  for (let turn = 0; turn < 1000 && openResources().length > 0; turn++) await new Promise(setImmediate);
  assert.deepEqual(openResources(), []);
});

function openResources(): string[] {
  const kinds = new Set(['TCPServerWrap', 'TCPSocketWrap']);
  return process.getActiveResourcesInfo().filter((kind) => kinds.has(kind));
}
