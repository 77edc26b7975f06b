import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flood } from '../../flood.ts';
import { textOf, upstream, URL_A } from '../../test-fetcher.ts';
import type { Answer } from '../../test-server.ts';

/** Answers with these very bytes. */
function raw(text: string): Answer {
  return (request) => void request.socket.write(text.replaceAll('\n', '\r\n'), 'latin1');
}

/** Answers with this, and then with that without an end. */
function rawFlood(first: string, then: string): Answer {
  return (request) => {
    const { socket } = request;
    socket.write(first.replaceAll('\n', '\r\n'));
    flood(socket, Buffer.from(then.replaceAll('\n', '\r\n').repeat(1 + 4096 / then.length)));
  };
}

test('headers without an end, in many lines or one, before the body or after it, are a clean error', async (t) => {
  const chunked = 'HTTP/1.1 200 OK\ntransfer-encoding: chunked\n\n4\nsums\n0\n';
  for (const answer of [
    rawFlood('HTTP/1.1 200 OK\n', 'a: b\n'),
    rawFlood('HTTP/1.1 200 OK\na: ', 'b'),
    rawFlood('HTTP/1.1 200 OK\n', 'b'),
    rawFlood(chunked, 'a: b\n'),
  ]) {
    const { fetcher, requests } = await upstream(t, answer);
    await assert.rejects(fetcher.get(URL_A), {
      code: 'network',
      message: `expected an answer, found: Headers Overflow Error (UND_ERR_HEADERS_OVERFLOW), ${URL_A}`,
      url: URL_A,
    });
    assert.equal(requests.length, 1);
  }
});

test('a few interim answers are passed over, many without an answer are an error', async (t) => {
  const hint = 'HTTP/1.1 103 Early Hints\nlink: </style.css>\n\n';
  const polite = await upstream(t, raw(`${hint}${hint}HTTP/1.1 200 OK\ncontent-length: 4\n\nsums`));
  assert.equal(await textOf(polite.fetcher), 'sums');
  const { fetcher, requests } = await upstream(t, rawFlood(hint, hint));
  await assert.rejects(fetcher.get(URL_A), {
    code: 'network',
    message: `expected an answer, found: more than 16 interim answers, ${URL_A}`,
  });
  assert.equal(requests.length, 1);
});

test('what comes after the declared length belongs to no answer', async (t) => {
  const { fetcher } = await upstream(t, (request, response, count) => {
    if (count > 0) response.end('honest');
    else
      raw('HTTP/1.1 200 OK\ncontent-length: 4\n\nsumsHTTP/1.1 200 OK\ncontent-length: 4\n\nevil')(
        request,
        response,
        0,
      );
  });
  assert.equal(await textOf(fetcher), 'sums');
  assert.equal(await textOf(fetcher, 'https://a.example/next'), 'honest');
});

test('an answer whose length is in doubt is an error', async (t) => {
  for (const head of [
    'content-length: 4\ncontent-length: 5',
    'content-length: 4\ntransfer-encoding: chunked',
    'content-length: -4',
    'content-length: 4, 4',
    'content-length: 0x4',
    'content-length: 1e9',
  ]) {
    const { fetcher } = await upstream(t, raw(`HTTP/1.1 200 OK\n${head}\n\n4\nsums\n0\n\n`));
    await assert.rejects(fetcher.get(URL_A), { code: 'network', url: URL_A }, head);
  }
});

test('a connection that is turned into something else is an error', async (t) => {
  const { fetcher } = await upstream(t, raw('HTTP/1.1 101 Switching\nconnection: upgrade\nupgrade: x\n\n'));
  await assert.rejects(fetcher.get(URL_A), { code: 'network' });
});

test('an error page without an end is not waited for', async (t) => {
  const { fetcher } = await upstream(t, rawFlood('HTTP/1.1 404 Not Found\n\n', 'sorry '));
  await assert.rejects(fetcher.get(URL_A), { code: 'http-status', found: '404' });
});

test('a body that trickles is ended after half a minute, one that comes at an ordinary pace is not', async (t) => {
  const inPieces =
    (bytes: number, pieces: number): Answer =>
    async (_, response) => {
      for (let piece = 0; piece < pieces && !response.destroyed; piece++) {
        await new Promise((written) => response.write('x'.repeat(bytes), written));
        await new Promise(setImmediate);
      }
      response.end();
    };
  /** A clock that goes on by ten seconds whenever something comes. */
  const clock = () => {
    let time = 0;
    return () => (time += 10_000);
  };
  const slow = await upstream(t, inPieces(1024, 100), { now: clock() });
  await assert.rejects(slow.fetcher.get(URL_A), {
    code: 'timeout',
    message: `expected at least 1 KiB a second, found less over 30 seconds, ${URL_A}`,
    url: URL_A,
  });
  assert.equal(slow.requests.length, 1);
  const steady = await upstream(t, inPieces(16 * 1024, 8), { now: clock() });
  assert.equal((await steady.fetcher.get(URL_A)).bytes.length, 8 * 16 * 1024);
});

test('a body in a great many chunks takes memory for its bytes alone', async (t) => {
  const count = 200_000;
  const { fetcher } = await upstream(t, (request) => {
    request.socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    request.socket.write('1\r\nx\r\n'.repeat(count));
    request.socket.write('0\r\n\r\n');
  });
  const before = process.memoryUsage().heapUsed;
  const { bytes } = await fetcher.get(URL_A);
  assert.equal(bytes.length, count);
  assert.ok(process.memoryUsage().heapUsed - before < 20_000_000);
});
