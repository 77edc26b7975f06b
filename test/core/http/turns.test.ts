import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createHttpFetcher } from '../../../core/http/http-fetcher.ts';
import { fetcherOf, textOf, upstream, URL_A } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';
import type { Answer } from '../../test-server.ts';

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
  const fetcher = createHttpFetcher({
    userAgent: 'osdex-test',
    globalLimit: 3,
    hostLimit: 2,
    allowPrivateAddresses: true,
  });
  t.after(() => fetcher.close());
  const urls = servers.flatMap(({ origin }) => ['a', 'b', 'c'].map((path) => `${origin}/${path}`));
  await Promise.all(urls.map((url) => fetcher.get(url)));
  assert.equal(total(), 3);
});
