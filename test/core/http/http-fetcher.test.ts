import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { flood } from '../../flood.ts';
import { fetcherOf, paths, textOf, upstream, URL_A } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';
import type { Answer } from '../../test-server.ts';

test('an answer is given as it came, to a request that says who asks', async (t) => {
  const { fetcher, requests, origin } = await upstream(t, (_, response) => response.end('sums\r\n'));
  assert.deepEqual(await fetcher.get(`${URL_A}?a=b`), {
    url: `${URL_A}?a=b`,
    bytes: Buffer.from('sums\r\n'),
  });
  assert.deepEqual(requests, [
    {
      method: 'GET',
      path: '/a.example/SHA256SUMS?a=b',
      headers: {
        host: new URL(origin).host,
        connection: 'keep-alive',
        'user-agent': 'osdex-test',
        'accept-encoding': 'identity',
        'cache-control': 'no-cache',
      },
    },
  ]);
  assert.equal(fetcher.recorded, false);
});

test('without a replay the address itself is asked', async (t) => {
  const server = await startTestServer(t, (_, response) => response.end('direct'));
  const fetcher = fetcherOf(t, server, { replayOrigin: undefined, allowPrivateAddresses: true });
  assert.equal(await textOf(fetcher, `${server.origin}/a`), 'direct');
  assert.deepEqual(paths(server), ['/a']);
});

test('an address that is wanted twice at once is asked once', async (t) => {
  const server = await upstream(t, (_, response) => response.end('sums'));
  const [one, two] = await Promise.all([server.fetcher.get(URL_A), server.fetcher.get(URL_A)]);
  assert.equal(one, two);
  assert.deepEqual(paths(server), ['/a.example/SHA256SUMS']);
});

test('a page that is remembered is asked once in a run', async (t) => {
  const server = await upstream(t, (_, response, count) => response.end(`page ${count}`));
  assert.equal(await textOf(server.fetcher, URL_A, true), 'page 0');
  assert.equal(await textOf(server.fetcher, URL_A, true), 'page 0');
  assert.equal(server.requests.length, 1);
});

test('a page that is not kept is shared while it is on its way, and asked for again after', async (t) => {
  const server = await upstream(t, (_, response, count) => response.end(`page ${count}`));
  const ask = () => server.fetcher.get(URL_A, { remember: true, keep: false });
  const [one, two] = await Promise.all([ask(), ask()]);
  assert.equal(one, two);
  assert.notEqual(await ask(), one);
  assert.equal(server.requests.length, 2);
});

test('what one of several wants kept is kept', async (t) => {
  const server = await upstream(t, (_, response, count) => response.end(`page ${count}`));
  const ask = (keep: boolean) => server.fetcher.get(URL_A, { remember: true, keep });
  const [one, two] = await Promise.all([ask(false), ask(true)]);
  assert.equal(one, two);
  assert.equal(await ask(false), one);
  assert.equal(server.requests.length, 1);
});

test('what is not there is told with its status and not asked again', async (t) => {
  for (const status of [204, 206, 400, 403, 404, 410, 501]) {
    const { fetcher, requests } = await upstream(t, (_, response) => response.writeHead(status).end());
    await assert.rejects(fetcher.get(URL_A), {
      name: 'OsdexError',
      code: 'http-status',
      message: `expected 200, found ${status}, ${URL_A}`,
      url: URL_A,
    });
    assert.equal(requests.length, 1, String(status));
  }
});

test('a host that is not reached is told with the reason', async (t) => {
  const server = await startTestServer(t, (request) => request.socket.destroy());
  await assert.rejects(fetcherOf(t, server).get(URL_A), {
    code: 'network',
    message: `expected an answer, found: other side closed (UND_ERR_SOCKET), ${URL_A}`,
    url: URL_A,
  });
});

test('an answer that is no HTTP is told as such', async (t) => {
  const { fetcher } = await upstream(t, (request) => request.socket.end('no HTTP\r\n\r\n'));
  await assert.rejects(fetcher.get(URL_A), {
    code: 'network',
    message: new RegExp(
      `^expected an answer, found: Response does not match the HTTP/1.1 protocol \\([^()]+\\), ${URL_A}$`,
    ),
  });
});

test('an answer that does not come, or not whole, ends at the deadline', { timeout: 2_000 }, async (t) => {
  const hang: Answer = () => undefined;
  const stall: Answer = (_, response) => response.writeHead(200, { 'content-length': 8 }).write('half');
  const trouble: Answer = (_, response) => response.writeHead(500, { 'content-length': 8 }).write('half');
  for (const answer of [hang, stall, trouble]) {
    const { fetcher } = await upstream(t, answer, { deadlineMs: 50 });
    await assert.rejects(fetcher.get(URL_A), {
      code: 'timeout',
      message: `expected an answer in time, found none, ${URL_A}`,
      url: URL_A,
    });
  }
});

test('the deadline of a request counts from its turn', async (t) => {
  let waiting: ServerResponse | undefined;
  const { fetcher } = await upstream(
    t,
    (_, response, count) => {
      if (count === 0) waiting = response;
      else response.end('second');
    },
    { hostLimit: 1, deadlineMs: 100 },
  );
  const first = assert.rejects(fetcher.get(URL_A), { code: 'timeout' });
  assert.equal(await textOf(fetcher, 'https://a.example/second'), 'second');
  await first;
  assert.ok(waiting);
});

test('who stops is told so, before the answer and in the midst of it', async (t) => {
  const hang: Answer = () => undefined;
  const stall: Answer = (_, response) => response.writeHead(200).write('half');
  for (const answer of [hang, stall]) {
    const controller = new AbortController();
    const answerAndStop: Answer = (...all) => {
      answer(...all);
      setImmediate(() => controller.abort());
    };
    const { fetcher } = await upstream(t, answerAndStop, { signal: controller.signal });
    await assert.rejects(fetcher.get(URL_A), {
      code: 'network',
      message: `stopped before the answer came, ${URL_A}`,
    });
  }
});

test('after a stop nothing more is asked', async (t) => {
  const { fetcher, requests } = await upstream(t, (_, response) => response.end(), {
    signal: AbortSignal.abort(),
  });
  await assert.rejects(fetcher.get(URL_A), { code: 'network' });
  assert.equal(requests.length, 0);
});

test('an answer of as many bytes as are allowed is taken, one of more is refused', async (t) => {
  const { fetcher } = await upstream(
    t,
    (request, response) => {
      if (request.url?.endsWith('/fits')) response.end('x'.repeat(1000));
      else if (request.url?.endsWith('/declared')) response.end('x'.repeat(1001));
      else if (request.url?.endsWith('/chunked')) response.writeHead(200).write('x'.repeat(1001));
      else flood(response);
    },
    { maxBytes: 1000 },
  );
  assert.equal((await fetcher.get('https://a.example/fits')).bytes.length, 1000);
  await assert.rejects(fetcher.get('https://a.example/declared'), {
    code: 'too-large',
    message: 'expected at most 1000 bytes, found 1001, https://a.example/declared',
    url: 'https://a.example/declared',
  });
  for (const url of ['https://a.example/chunked', 'https://a.example/endless']) {
    await assert.rejects(fetcher.get(url), {
      code: 'too-large',
      message: `expected at most 1000 bytes, found more, ${url}`,
    });
  }
});

test('how much is taken can be said for each address', async (t) => {
  const { fetcher, requests } = await upstream(t, (_, response) => response.end('x'.repeat(1000)), {
    maxBytes: 1000,
  });
  await assert.rejects(fetcher.get(URL_A, { maxBytes: 999, remember: true }), {
    code: 'too-large',
    message: `expected at most 999 bytes, found 1000, ${URL_A}`,
  });
  assert.equal((await fetcher.get(URL_A, { remember: true })).bytes.length, 1000);
  await assert.rejects(fetcher.get(URL_A, { maxBytes: 0 }), { code: 'too-large' });
  assert.equal((await fetcher.get(URL_A, { maxBytes: 1001 })).bytes.length, 1000);
  assert.equal(requests.length, 4, 'what was too large for one is not too large for another');
});

test('an address that is not one for the web is refused, and nothing is asked', async (t) => {
  const { fetcher, requests } = await upstream(t, (_, response) => response.end());
  for (const url of [
    'a.example',
    'file:///etc/passwd',
    'https://user:word@a.example/',
    'https://a.example/\0',
  ]) {
    await assert.rejects(fetcher.get(url), { name: 'OsdexError', code: 'url-refused' });
    assert.equal(await fetcher.sizeOf(url), undefined);
  }
  assert.equal(requests.length, 0);
});

test('a size is what the server tells without sending the file', async (t) => {
  const { fetcher, requests } = await upstream(t, (request, response) => {
    if (request.url === '/a.example/known') response.writeHead(200, { 'content-length': 624951296 }).end();
    else if (request.url === '/a.example/moved') response.writeHead(302, { location: 'known' }).end();
    else if (request.url === '/a.example/unknown')
      response.writeHead(200, { 'transfer-encoding': 'chunked' }).end();
    else if (request.url === '/a.example/empty') response.writeHead(200, { 'content-length': 0 }).end();
    else if (request.url === '/a.example/broken') request.socket.destroy();
    else if (request.url === '/a.example/huge')
      request.socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\n');
    else response.writeHead(404, { 'content-length': 9 }).end();
  });
  assert.equal(await fetcher.sizeOf('https://a.example/known'), 624951296);
  assert.equal(await fetcher.sizeOf('https://a.example/moved'), 624951296);
  for (const path of ['unknown', 'empty', 'broken', 'huge', 'missing']) {
    assert.equal(await fetcher.sizeOf(`https://a.example/${path}`), undefined, path);
  }
  assert.deepEqual(new Set(requests.map(({ method }) => method)), new Set(['HEAD']));
});

test('a look says whether something is there and how large, asks again what may heal, and takes nothing', async (t) => {
  const { fetcher, requests } = await upstream(t, (request, response, count) => {
    if (request.url === '/a.example/gone') response.writeHead(410).end();
    else if (count === 0) response.writeHead(503).end();
    else response.writeHead(200, { 'content-length': 624951296 }).end();
  });
  assert.deepEqual(await fetcher.look('https://a.example/image'), { sizeBytes: 624951296 });
  await assert.rejects(fetcher.look('https://a.example/gone'), {
    code: 'http-status',
    found: '410',
    message: 'expected 200, found 410, https://a.example/gone',
  });
  assert.deepEqual(
    requests.map(({ method, path }) => `${method} ${path}`),
    ['HEAD /a.example/image', 'HEAD /a.example/image', 'HEAD /a.example/gone'],
  );
});
