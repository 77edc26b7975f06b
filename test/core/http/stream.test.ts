import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fetcher } from '../../../core/http/fetcher.ts';
import { paths, textOf, upstream } from '../../test-fetcher.ts';

const IMAGE = 'https://a.example/image.iso';

async function read(fetcher: Fetcher, url = IMAGE): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of fetcher.stream(url)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('an image comes as it is, without a deadline for the whole', async (t) => {
  const { fetcher, requests } = await upstream(
    t,
    (_, response) => {
      response.write('one ');
      setTimeout(() => response.end('two'), 60);
    },
    { deadlineMs: 20 },
  );
  assert.equal(await read(fetcher), 'one two');
  assert.equal(requests[0]?.headers['accept-encoding'], 'identity');
  await assert.rejects(textOf(fetcher), { code: 'timeout' }, 'everything else has one');
});

test('a redirect is followed, and what was said on the way is not part of the image', async (t) => {
  const server = await upstream(t, ({ url }, response) => {
    if (url?.endsWith('/image.iso'))
      response.writeHead(302, { location: '/mirror/image.iso.1' }).end('moved');
    else response.end('image');
  });
  assert.equal(await read(server.fetcher), 'image');
  assert.deepEqual(paths(server), ['/a.example/image.iso', '/a.example/mirror/image.iso.1']);
});

test('an answer that may heal is asked again before the first byte; what breaks off is an error', async (t) => {
  const server = await upstream(t, (_, response, count) => {
    if (count === 0) response.writeHead(503).end('busy');
    else {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half');
      setImmediate(() => response.destroy());
    }
  });
  await assert.rejects(read(server.fetcher), { name: 'OsdexError', code: 'network' });
  assert.equal(server.requests.length, 2);
});

test('what is not there, too large or not as it was published is refused', async (t) => {
  const { fetcher } = await upstream(
    t,
    ({ url = '' }, response) => {
      if (url.endsWith('/gone')) response.writeHead(404).end();
      if (url.endsWith('/large')) response.writeHead(200, { 'content-length': 101 }).end();
      if (url.endsWith('/larger')) response.end('x'.repeat(101));
      if (url.endsWith('/packed')) response.writeHead(200, { 'content-encoding': 'gzip' }).end('x');
    },
    { maxBytes: 100 },
  );
  const codes = { gone: 'http-status', large: 'too-large', larger: 'too-large', packed: 'encoding-refused' };
  for (const [name, code] of Object.entries(codes))
    await assert.rejects(read(fetcher, `https://a.example/${name}`), { name: 'OsdexError', code }, name);
});

test('an image that comes too slowly is given up', async (t) => {
  let clock = 0;
  const { fetcher } = await upstream(
    t,
    (_, response) => {
      response.write('slow');
      setTimeout(() => response.write('er'), 20);
    },
    { now: () => (clock += 31_000) },
  );
  await assert.rejects(read(fetcher), { code: 'timeout', message: /at least 1 KiB a second/ });
});

test('an image holds its place in the turns of its host until its reader has enough', async (t) => {
  const { fetcher } = await upstream(
    t,
    ({ url }, response) => {
      if (url?.endsWith('.iso')) response.write('begun');
      else response.end('page');
    },
    { hostLimit: 1 },
  );
  const reader = fetcher.stream(IMAGE)[Symbol.asyncIterator]();
  assert.equal(Buffer.from((await reader.next()).value ?? '').toString(), 'begun');
  let isAnswered = false;
  const page = textOf(fetcher).finally(() => (isAnswered = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(isAnswered, false);
  await reader.return?.();
  assert.equal(await page, 'page');
});

test('a stop ends it', async (t) => {
  const stop = new AbortController();
  const { fetcher } = await upstream(t, (_, response) => response.write('begun'), { signal: stop.signal });
  const reader = fetcher.stream(IMAGE)[Symbol.asyncIterator]();
  await reader.next();
  const next = reader.next();
  stop.abort();
  await assert.rejects(next, { code: 'network', message: /^stopped/ });
});

test('where an address leads is asked once in a run, without reading what lies there', async (t) => {
  const server = await upstream(t, ({ url }, response) => {
    if (url?.endsWith('/latest'))
      response.writeHead(302, { location: 'https://releases.example/os-25.11.42' }).end();
    else if (url?.endsWith('/gone')) response.writeHead(404).end();
    else response.end('much');
  });
  for (const _ of ['asked', 'asked again'])
    assert.equal(
      await server.fetcher.locate('https://a.example/latest'),
      'https://releases.example/os-25.11.42',
    );
  assert.deepEqual(
    server.requests.map(({ method }) => method),
    ['HEAD', 'HEAD'],
  );
  await assert.rejects(server.fetcher.locate('https://a.example/gone'), { code: 'http-status' });
});
