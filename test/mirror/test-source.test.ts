import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import type { Image } from '../../core/image.ts';
import { selectImages } from '../../core/image.ts';
import { testSource } from '../../mirror/test-source.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { startTestServer } from '../test-server.ts';

const OF = 'https://images.example.org/';
const BYTES = Buffer.alloc(500_000, 'an image');
const MODIFIED = 'Sat, 25 Jul 2026 04:00:00 GMT';

/** Three builds of a stream, and one of another stream that is older than them all. */
function images(): Image[] {
  const build = (serial: string, stream = 'cloud') =>
    makeBuild(serial, {
      stream,
      artifacts: [makeArtifact(`os-${serial}.img`, { size: BYTES.length })],
    });
  const release = makeRelease('1', [
    build('20260725'),
    build('20260718'),
    build('20260711'),
    build('20250101', 'live'),
  ]);
  const product = makeProduct();
  return selectImages(
    { products: [{ product, releases: [release] }] } as never,
    { facets: {} },
    '2026-07-26',
  );
}

async function ask(t: TestContext, serve: RequestListener, of = OF) {
  const { origin, requests } = await startTestServer(t, serve);
  const source = { name: 'near', of, at: `${origin}/pub/`, priority: 1 };
  const found = await testSource(source, images(), { userAgent: 'osdex/test' });
  return { found, requests, source };
}

/** A mirror with some of the builds. */
function serving(serials: readonly string[], hasRanges = true, bytes = BYTES): RequestListener {
  return (request, response) => {
    const serial = /^\/pub\/(\d+)\/os-\1\.img$/.exec(request.url ?? '')?.[1] ?? '';
    if (!serials.includes(serial)) response.writeHead(404).end();
    else if (hasRanges && request.headers.range === 'bytes=0-0')
      response.writeHead(206, { 'content-range': `bytes 0-0/${bytes.length}` }).end(bytes.subarray(0, 1));
    else {
      response.writeHead(200, { 'content-length': bytes.length, 'last-modified': MODIFIED });
      response.end(request.method === 'HEAD' ? undefined : bytes);
    }
  };
}

test('a mirror with the newest build is told with its times, its ranges and its date', async (t) => {
  const { found, requests, source } = await ask(t, serving(['20260725']));
  assert.deepEqual(found, {
    source,
    state: 'newest',
    sample: {
      id: 'example/1/cloud/20260725/os-20260725.img',
      serial: '20260725',
      url: `${source.at}20260725/os-20260725.img`,
      sizeBytes: BYTES.length,
    },
    behind: 0,
    probed: {
      status: 200,
      url: `${source.at}20260725/os-20260725.img`,
      sizeBytes: BYTES.length,
      modifiedAt: '2026-07-25T04:00:00.000Z',
      latencyMs: found.probed?.latencyMs,
      hasRanges: true,
      tls: undefined,
    },
    reason: undefined,
  });
  assert.ok(Number(found.probed?.latencyMs) > 0);
  assert.deepEqual(
    requests.map(({ method, headers }) => [method, headers.range]),
    [
      ['HEAD', undefined],
      ['HEAD', undefined],
      ['HEAD', undefined],
      ['GET', 'bytes=0-0'],
    ],
  );
});

test('a mirror that is behind is told by how many builds, and one without ranges as such', async (t) => {
  const { found } = await ask(t, serving(['20260711'], false));
  assert.deepEqual(
    [found.state, found.behind, found.sample?.serial, found.probed?.hasRanges],
    ['behind', 2, '20260711', false],
  );
  assert.equal(found.reason, 'expected build 20260725, found 20260711 as the newest there');
});

test('a mirror with nothing, with other files, without an answer or without a question is told apart', async (t) => {
  const without = await ask(t, serving([]));
  assert.equal(without.found.state, 'without');
  assert.match(String(without.found.reason), /found status 404$/);

  const other = await ask(t, serving(['20260725'], true, BYTES.subarray(1)));
  assert.equal(other.found.state, 'other');
  assert.match(String(other.found.reason), /^expected 500000 bytes as the catalog has it, found 499999/);

  const untested = await ask(t, serving([]), 'https://elsewhere.example.org/');
  assert.deepEqual([untested.found.state, untested.requests], ['untested', []]);

  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  const source = { name: 'gone', of: OF, at: `http://127.0.0.1:${port}/`, priority: 1 };
  const silent = await testSource(source, images(), { userAgent: 'osdex/test' });
  assert.equal(silent.state, 'silent');
  assert.match(String(silent.reason), /^expected an answer, found: .*ECONNREFUSED/);
});

test('a mirror that never answers is given up, and one that leads elsewhere is followed', async (t) => {
  const { origin } = await startTestServer(t, () => undefined);
  const source = { name: 'hangs', of: OF, at: `${origin}/pub/`, priority: 1 };
  const hanging = await testSource(source, images(), { userAgent: 'osdex/test', timeoutMs: 50 });
  assert.equal(hanging.state, 'silent');

  const { found } = await ask(t, (request, response) => {
    const url = request.url ?? '';
    if (url.startsWith('/pub/')) response.writeHead(302, { location: `/there${url}` }).end();
    else serving(['20260725'])(Object.assign(request, { url: url.replace('/there', '') }), response);
  });
  assert.equal(found.state, 'newest');
  assert.match(String(found.probed?.url), /\/there\/pub\/20260725\//);
});
