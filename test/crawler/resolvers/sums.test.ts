import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SumsFeed } from '../../../core/source/feed.ts';
import { sums } from '../../../crawler/resolvers/sums.ts';

const feed = SumsFeed.parse({
  feed: 'iso',
  format: 'sums',
  sums: 'https://releases.example.org/{codename}/{arch}/SHA256SUMS',
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'a', title: 'A', kind: 'live', files: [{ match: 'a-{serial}-{arch}.iso' }] }],
});

test('a fixed sums file is one find without a page, whose serial only its names tell', () => {
  const scope = { codename: 'noble', arch: 'amd64' };
  assert.equal(sums.pageUrl(feed, scope), undefined);
  assert.deepEqual(sums.read({ url: '', text: '' }, feed, scope), [{}]);
  assert.equal(sums.sumsUrl(feed, scope), 'https://releases.example.org/noble/amd64/SHA256SUMS');
});

test('an address with a name that nobody knows is refused', () => {
  assert.throws(() => sums.sumsUrl(feed, { codename: 'noble' }), { code: 'source-invalid' });
});
