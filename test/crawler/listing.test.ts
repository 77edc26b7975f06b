import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectPage, readListing } from '../../crawler/listing.ts';
import { fetcherOf } from '../test-fetcher.ts';
import { startTestServer } from '../test-server.ts';
import { FlatcarFeed } from '../../core/source/feed.ts';
import { NOW } from './catalog-under-test.ts';
import { makeShelf } from './shelf.ts';

const URL = 'https://images.example/1/';

test('an entry whose serial no address may be made of is no build', async (t) => {
  const shelf = await makeShelf(t);
  const [feed] = (await shelf.source()).feeds;
  assert.ok(feed);
  const names = ['20260101/', '20260102/20260103/', `${'2'.repeat(65)}/`, '20260104@x/'];
  const text = names.map((name) => `<a href="${name}">x</a>`).join('');
  const server = await startTestServer(t, (_, response) => response.end(text));
  const loose = { ...feed, patterns: { serial: '.+' } };
  assert.deepEqual(await readListing(loose, {}, URL, { fetcher: fetcherOf(t, server), now: NOW }), [
    { serial: '20260101' },
  ]);
});

test('a page that dates a build in the future, which would be the newest for ever, is refused', async (t) => {
  const feed = FlatcarFeed.parse({
    format: 'flatcar-releases',
    feed: 'images',
    index: URL,
    sums: `${URL}{serial}/SUMS`,
    trust: { level: 'sums-only', reason: 'a test' },
    streams: [{ stream: 'a', title: 'A', kind: 'cloud', files: [{ match: 'a.img', format: 'raw' }] }],
  });
  let day = '2026-03-21';
  const server = await startTestServer(t, (_, response) =>
    response.end(`{"1.2.3":{"architectures":[],"release_date":"${day} 12:00:00 +0000"}}`),
  );
  const read = () => readListing(feed, {}, URL, { fetcher: fetcherOf(t, server), now: NOW });
  assert.equal((await read())[0]?.published, day);
  day = '2026-03-22';
  await assert.rejects(read(), {
    code: 'page-unreadable',
    message: `expected builds published until now, found 1.2.3 of 2026-03-22, ${URL}`,
  });
});

test('a page is kept until everybody has read it who was expected to', async (t) => {
  const shelf = await makeShelf(t);
  const [feed] = (await shelf.source()).feeds;
  assert.ok(feed);
  const server = await startTestServer(t, (_, response) => response.end('<a href="20260101/">x</a>'));
  const fetcher = fetcherOf(t, server);
  const read = () => readListing(feed, {}, URL, { fetcher, now: NOW });
  for (const _ of ['one feed', 'another']) expectPage(feed, URL, fetcher);
  await read();
  await read();
  assert.equal(server.requests.length, 1);
  await read();
  assert.equal(server.requests.length, 2, 'nobody else was expected, so that it was forgotten');
});

test('a page is asked for and read once in a run, also where it cannot be read', async (t) => {
  const shelf = await makeShelf(t);
  const [feed] = (await shelf.source()).feeds;
  assert.ok(feed);
  let text = '<a href="20260101/">x</a>';
  const server = await startTestServer(t, (_, response) => response.end(text));
  for (const [page, outcome] of [
    [text, [{ serial: '20260101' }]],
    ['nothing', 'page-unreadable'],
  ] as const) {
    text = page;
    const fetcher = fetcherOf(t, server);
    const before = server.requests.length;
    for (const _ of ['one feed', 'another']) {
      const read = readListing(feed, {}, URL, { fetcher, now: NOW });
      if (typeof outcome === 'string') await assert.rejects(read, { code: outcome });
      else assert.deepEqual(await read, outcome);
    }
    assert.equal(server.requests.length - before, 1);
  }
});
