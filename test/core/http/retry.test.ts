import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { test } from 'node:test';
import { textOf, upstream, URL_A } from '../../test-fetcher.ts';
import type { Answer } from '../../test-server.ts';

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

/** Announces eight bytes and sends four. */
function half(response: ServerResponse, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-length': 8, ...headers });
  response.write('half', () => response.destroy());
}

test('an answer that is cut is asked for again from its start, and never pieced together', async (t) => {
  const inParts: Answer = (_, response, count) => {
    if (count === 0) half(response, { etag: '"one"', 'accept-ranges': 'bytes' });
    else response.end('all of it');
  };
  const inChunks: Answer = (_, response, count) => {
    if (count > 0) response.end('all of it');
    else response.writeHead(200).write('half', () => response.destroy());
  };
  for (const answer of [inParts, inChunks]) {
    const { fetcher, requests } = await upstream(t, answer);
    assert.equal(await textOf(fetcher), 'all of it');
    assert.deepEqual(
      requests.map(({ headers }) => headers.range),
      [undefined, undefined],
    );
  }
});

test('cuts and trouble share the five requests that there are', async (t) => {
  const { fetcher, requests } = await upstream(t, (request, response, count) => {
    if (count === 4) response.end('at last');
    else if (count === 1) response.writeHead(503).end();
    else if (count === 2) request.socket.destroy();
    else half(response);
  });
  assert.equal(await textOf(fetcher), 'at last');
  assert.equal(requests.length, 5);
});

test('half an answer is never taken for a whole one', async (t) => {
  const cutChunks: Answer = (_, response) => {
    response.writeHead(200).write('half', () => response.destroy());
  };
  for (const answer of [(_, response) => half(response), cutChunks] satisfies Answer[]) {
    const { fetcher, requests } = await upstream(t, answer);
    await assert.rejects(fetcher.get(URL_A), { code: 'network', url: URL_A });
    assert.equal(requests.length, 5);
  }
});

test('a wait that the server chooses is no longer than the deadline, nor than a stop', async (t) => {
  const controller = new AbortController();
  const answer: Answer = (_, response) => {
    response.writeHead(503, { 'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT' }).end();
    response.once('close', () => setImmediate(() => controller.abort()));
  };
  const { fetcher, requests } = await upstream(t, answer, { signal: controller.signal });
  await assert.rejects(fetcher.get(URL_A), {
    code: 'network',
    message: `stopped before the answer came, ${URL_A}`,
  });
  assert.equal(requests.length, 1);
});

test('a wait that is no number of seconds and no date is as if it were not said', async (t) => {
  for (const wait of ['-1', '1e9', 'soon', 'Thu, 01 Jan 1970 00:00:00 GMT']) {
    const { fetcher } = await upstream(t, (_, response, count) => {
      if (count === 0) response.writeHead(503, { 'retry-after': wait }).end();
      else response.end('sums');
    });
    assert.equal(await textOf(fetcher), 'sums', wait);
  }
});
