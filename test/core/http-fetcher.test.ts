import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Fetcher } from '../../core/fetcher.ts';
import { createHttpFetcher } from '../../core/http-fetcher.ts';
import type { HttpOptions } from '../../core/http-fetcher.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startTestServer } from '../test-server.ts';
import type { Answer, TestServer } from '../test-server.ts';

const URL_A = 'https://a.example/SHA256SUMS';

/** A fetcher that finds the whole internet behind one server. */
async function upstream(
  t: TestContext,
  answer: Answer,
  options: Partial<HttpOptions> = {},
): Promise<TestServer & { fetcher: Fetcher }> {
  const server = await startTestServer(t, answer);
  return { ...server, fetcher: fetcherOf(t, server, options) };
}

function fetcherOf(t: TestContext, server: TestServer, options: Partial<HttpOptions> = {}): Fetcher {
  const fetcher = openFetcher(server, options);
  t.after(() => fetcher.close());
  return fetcher;
}

function openFetcher({ origin }: TestServer, options: Partial<HttpOptions>): Fetcher {
  return createHttpFetcher({ userAgent: 'osdex-test', replayOrigin: origin, retryDelayMs: 1, ...options });
}

async function textOf(fetcher: Fetcher, url = URL_A, remember = false): Promise<string> {
  const { bytes } = await fetcher.get(url, { remember });
  return Buffer.from(bytes).toString();
}

function paths({ requests }: TestServer): string[] {
  return requests.map(({ path }) => path);
}

/** Writes without an end. */
function flood(response: ServerResponse): void {
  const chunk = Buffer.alloc(16 * 1024);
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', write);
  write();
}

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
  const fetcher = fetcherOf(t, server, { replayOrigin: undefined });
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

test('a server in trouble is asked again', async (t) => {
  for (const status of [408, 429, 500, 502, 503, 504]) {
    const { fetcher, requests } = await upstream(t, (_, response, count) => {
      if (count === 0) response.writeHead(status).end('trouble');
      else response.end('sums');
    });
    assert.equal(await textOf(fetcher), 'sums', String(status));
    assert.equal(requests.length, 2);
  }
});

test('a server that stays in trouble is asked five times in all', async (t) => {
  const { fetcher, requests } = await upstream(t, (_, response) => response.writeHead(500).end('trouble'));
  await assert.rejects(fetcher.get(URL_A), {
    code: 'http-status',
    message: `expected 200, found 500, ${URL_A}`,
  });
  assert.equal(requests.length, 5);
});

test('the wait is as long as the server says', async (t) => {
  const answer =
    (seconds: string): Answer =>
    (_, response, count) => {
      if (count === 0) response.writeHead(429, { 'retry-after': seconds }).end();
      else response.end('sums');
    };
  const patient = await upstream(t, answer('0'), { retryDelayMs: 60_000, deadlineMs: 10_000 });
  assert.equal(await textOf(patient.fetcher), 'sums');
  const hurried = await upstream(t, answer('60'), { retryDelayMs: 1, deadlineMs: 50 });
  await assert.rejects(hurried.fetcher.get(URL_A), { code: 'timeout' });
  assert.equal(hurried.requests.length, 1);
});

test('a connection that breaks before the answer is made again', async (t) => {
  const { fetcher, requests } = await upstream(t, (request, response, count) => {
    if (count === 0) request.socket.destroy();
    else response.end('sums');
  });
  assert.equal(await textOf(fetcher), 'sums');
  assert.equal(requests.length, 2);
});

test('a host that is not reached is told with the reason', async (t) => {
  const server = await startTestServer(t, (request) => request.socket.destroy());
  await assert.rejects(fetcherOf(t, server).get(URL_A), {
    code: 'network',
    message: `expected an answer, found: other side closed (UND_ERR_SOCKET), ${URL_A}`,
    url: URL_A,
  });
});

test('a host that never answered is not waited for by each of its feeds', async (t) => {
  const server = await startTestServer(t, (request) => request.socket.destroy());
  const fetcher = fetcherOf(t, server, { hostLimit: 1 });
  await assert.rejects(fetcher.get(URL_A), { code: 'network' });
  const asked = server.requests.length;
  await assert.rejects(fetcher.get('https://a.example/other'), {
    code: 'network',
    message: 'expected an answer, found: other side closed (UND_ERR_SOCKET), https://a.example/other',
    url: 'https://a.example/other',
  });
  assert.equal(server.requests.length, asked, 'nothing more is asked of it');
  await assert.rejects(fetcher.get('https://b.example/'), { code: 'network' });
  assert.ok(server.requests.length > asked, 'another host is asked');
});

test('a host that has answered is asked again whatever became of one request', async (t) => {
  const server = await startTestServer(t, (request, response) => {
    if (request.url?.endsWith('/bad')) request.socket.destroy();
    else response.end('well');
  });
  const fetcher = fetcherOf(t, server);
  assert.equal(await textOf(fetcher), 'well');
  await assert.rejects(fetcher.get('https://a.example/bad'), { code: 'network' });
  assert.equal(await textOf(fetcher, 'https://a.example/good'), 'well');
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

test('an answer that is cut goes on where it stopped', async (t) => {
  const { fetcher, requests } = await upstream(t, (_, response, count) => {
    if (count === 0) {
      response.writeHead(200, { 'content-length': 8, etag: '"one"' });
      response.write('half', () => response.destroy());
    } else {
      const headers = { 'content-length': 4, 'content-range': 'bytes 4-7/8', etag: '"one"' };
      response.writeHead(206, headers).end('full');
    }
  });
  assert.equal(await textOf(fetcher), 'halffull');
  assert.deepEqual(
    requests.map(({ headers }) => [headers.range, headers['if-match']]),
    [
      [undefined, undefined],
      ['bytes=4-7', '"one"'],
    ],
  );
});

test('half an answer is never taken for a whole one', async (t) => {
  const cut: Answer = (_, response) => {
    response.writeHead(200, { 'content-length': 8 });
    response.write('half', () => response.destroy());
  };
  const cutChunks: Answer = (_, response) => {
    response.writeHead(200);
    response.write('half', () => response.destroy());
  };
  const changedBetween: Answer = (_, response, count) => {
    if (count === 0) {
      response.writeHead(200, { 'content-length': 8, etag: '"one"' });
      response.write('half', () => response.destroy());
    } else {
      const headers = { 'content-length': 4, 'content-range': 'bytes 4-7/8', etag: '"two"' };
      response.writeHead(206, headers).end('full');
    }
  };
  for (const answer of [cut, cutChunks, changedBetween]) {
    const { fetcher } = await upstream(t, answer);
    await assert.rejects(fetcher.get(URL_A), { code: 'network', url: URL_A });
  }
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

test('a redirect is followed to another https name, or to another path', async (t) => {
  for (const [location, path] of [
    ['https://b.example/other', '/b.example/other'],
    ['/other', '/a.example/other'],
    ['other', '/a.example/dir/other'],
    ['//b.example/other', '/b.example/other'],
  ] as const) {
    for (const status of [301, 302, 303, 307, 308]) {
      const server = await upstream(t, (_, response, count) => {
        if (count === 0) response.writeHead(status, { location }).end('moved');
        else response.end('here');
      });
      const url = 'https://a.example/dir/file';
      assert.deepEqual(await server.fetcher.get(url), { url, bytes: Buffer.from('here') });
      assert.deepEqual(paths(server), ['/a.example/dir/file', path]);
    }
  }
});

test('a redirect off TLS, to a number, to this machine or to nowhere is refused', async (t) => {
  const targets = [
    'http://a.example/SHA256SUMS',
    'http://b.example/',
    'https://127.0.0.1/',
    'https://127.0.0.1:8443/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://localhost/',
    'https://localhost./',
    'https://intranet/',
    'ftp://b.example/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'https://[',
  ];
  for (const location of targets) {
    const { fetcher, requests } = await upstream(t, (_, response) =>
      response.writeHead(302, { location }).end(),
    );
    await assert.rejects(fetcher.get(URL_A), {
      code: 'redirect-refused',
      message: `expected a redirect to an https address with a host name, found "${location}", ${URL_A}`,
      url: URL_A,
    });
    assert.equal(requests.length, 1, location);
  }
  const { fetcher } = await upstream(t, (_, response) => response.writeHead(302).end());
  await assert.rejects(fetcher.get(URL_A), { code: 'redirect-refused' });
});

test('a publisher without TLS may redirect to TLS and to another name without', async (t) => {
  for (const location of ['https://b.example/', 'http://b.example/']) {
    const { fetcher } = await upstream(t, (_, response, count) => {
      if (count === 0) response.writeHead(301, { location }).end();
      else response.end('here');
    });
    assert.equal(await textOf(fetcher, 'http://a.example/'), 'here');
  }
});

test('redirects in a circle end', async (t) => {
  const server = await upstream(t, (_, response) => response.writeHead(302, { location: '/again' }).end());
  await assert.rejects(server.fetcher.get(URL_A), {
    code: 'redirect-refused',
    message: `expected at most 5 redirects, found more, ${URL_A}`,
  });
  assert.equal(server.requests.length, 6);
});

test('what is no http address is refused', async (t) => {
  const { fetcher, requests } = await upstream(t, (_, response) => response.end());
  for (const url of ['', 'a.example', 'https://[', 'ftp://a.example/', 'file:///etc/passwd']) {
    await assert.rejects(fetcher.get(url), {
      code: 'url-refused',
      message: `expected an http or https address, found "${url}"`,
      url,
    });
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
    else response.writeHead(404, { 'content-length': 9 }).end();
  });
  assert.equal(await fetcher.sizeOf('https://a.example/known'), 624951296);
  assert.equal(await fetcher.sizeOf('https://a.example/moved'), 624951296);
  for (const path of ['unknown', 'empty', 'broken', 'missing']) {
    assert.equal(await fetcher.sizeOf(`https://a.example/${path}`), undefined, path);
  }
  assert.deepEqual(new Set(requests.map(({ method }) => method)), new Set(['HEAD']));
});

/** Serves one text with its ETag, and 304 to who has it. */
function versioned(text: () => string, headers: Record<string, string> = {}): Answer {
  return (request, response) => {
    const etag = `"${text()}"`;
    const same = request.headers['if-none-match'] === etag;
    response.writeHead(same ? 304 : 200, { etag, ...headers }).end(same ? undefined : text());
  };
}

/** What a whole run reads of the address, and what it asked with: the ETag that it remembered. */
async function runOnce(
  server: TestServer,
  cacheDirectory: string,
  remember = true,
): Promise<{ text: string; etag: string | undefined }> {
  const fetcher = openFetcher(server, { cacheDirectory });
  try {
    const text = await textOf(fetcher, URL_A, remember);
    return { text, etag: server.requests.at(-1)?.headers['if-none-match'] };
  } finally {
    await fetcher.close();
  }
}

test('what is remembered is asked for by its ETag in the next run', async (t) => {
  let text = 'one';
  const server = await startTestServer(
    t,
    versioned(() => text),
  );
  const cacheDirectory = join(await temporaryFolder(t), 'not/there/yet');
  assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'one', etag: undefined });
  assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'one', etag: '"one"' });
  text = 'two';
  assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'two', etag: '"one"' });
  assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'two', etag: '"two"' });
  assert.equal(server.requests.length, 4);
});

test('what the server calls fresh is asked for all the same', async (t) => {
  const headers = { 'cache-control': 'max-age=86400', expires: 'Fri, 01 Jan 2100 00:00:00 GMT' };
  const server = await startTestServer(
    t,
    versioned(() => 'one', headers),
  );
  const cacheDirectory = await temporaryFolder(t);
  assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'one', etag: undefined });
  assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'one', etag: '"one"' });
  assert.equal(server.requests.length, 2);
});

test('what is not to be remembered is asked for anew', async (t) => {
  const server = await startTestServer(
    t,
    versioned(() => 'one'),
  );
  const cacheDirectory = await temporaryFolder(t);
  assert.deepEqual(await runOnce(server, cacheDirectory, false), { text: 'one', etag: undefined });
  assert.deepEqual(await runOnce(server, cacheDirectory, false), { text: 'one', etag: undefined });
});

test('a damaged memory is started anew', async (t) => {
  const server = await startTestServer(
    t,
    versioned(() => 'one'),
  );
  const cacheDirectory = await temporaryFolder(t);
  const path = join(cacheDirectory, 'http.sqlite');
  await runOnce(server, cacheDirectory);
  const good = await readFile(path);
  const damaged = {
    text: Buffer.from('this is no database, and longer than the heading of one would be'.repeat(20)),
    empty: Buffer.alloc(0),
    short: good.subarray(0, 100),
    half: good.subarray(0, good.length / 2),
    overwritten: Buffer.concat([good.subarray(0, 100), Buffer.alloc(good.length - 100, 7)]),
  };
  for (const [what, bytes] of Object.entries(damaged)) {
    await writeFile(path, bytes);
    assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'one', etag: undefined }, what);
    assert.deepEqual(await runOnce(server, cacheDirectory), { text: 'one', etag: '"one"' }, what);
  }
});

/** Holds every request until `count` have come and any more had time to come, and tells how many were held at once. */
function holdUntil(count: number) {
  const most = new Map<string, number>();
  const held = new Map<string, number>();
  let all = 0;
  let allMost = 0;
  let arrived = 0;
  let open: () => void = () => undefined;
  const enough = new Promise<void>((resolve) => {
    open = resolve;
  });
  const answer: Answer = (request, response) => {
    const host = request.url?.split('/')[1] ?? '';
    held.set(host, (held.get(host) ?? 0) + 1);
    most.set(host, Math.max(most.get(host) ?? 0, held.get(host) ?? 0));
    all += 1;
    allMost = Math.max(allMost, all);
    arrived += 1;
    if (arrived === count) open();
    void enough
      .then(() => wait(10))
      .then(() => {
        held.set(host, (held.get(host) ?? 0) - 1);
        all -= 1;
        response.end('done');
      });
  };
  return { answer, most, total: () => allMost };
}

test('one host is asked for no more than its share at once, and does not hold up others', async (t) => {
  const { answer, most } = holdUntil(4);
  const { fetcher } = await upstream(t, answer, { hostLimit: 2 });
  const urls = ['a', 'a', 'a', 'a', 'a', 'b', 'b'].map((host, index) => `https://${host}.example/${index}`);
  await Promise.all(urls.map((url) => fetcher.get(url)));
  assert.deepEqual(Object.fromEntries(most), { 'a.example': 2, 'b.example': 2 });
});

test('all hosts together are asked for no more than the limit at once', async (t) => {
  const { answer, total } = holdUntil(3);
  const servers = await Promise.all([startTestServer(t, answer), startTestServer(t, answer)]);
  const fetcher = createHttpFetcher({ userAgent: 'osdex-test', globalLimit: 3, hostLimit: 2 });
  t.after(() => fetcher.close());
  const urls = servers.flatMap(({ origin }) => ['a', 'b', 'c'].map((path) => `${origin}/${path}`));
  await Promise.all(urls.map((url) => fetcher.get(url)));
  assert.equal(total(), 3);
});
