import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed } from '../../../core/source/feed.ts';
import { productFeedOf } from '../../../core/source/product-feed.ts';

const FEED = {
  feed: 'iso',
  format: 'sums',
  sums: 'https://a.example/{release}/SHA256SUMS',
  trust: { level: 'sums-only', reason: 'Nothing is signed.' },
  streams: [{ stream: 'iso', title: 'ISO', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
};

function told(more: Record<string, unknown>) {
  return productFeedOf(Feed.parse({ ...FEED, ...more }));
}

test('a feed is told with where it is asked, how far it is to be trusted, and what that rests on', () => {
  assert.deepEqual(told({ releases: ['1'], evidence: 'Its own page.', unconfirmed: 'The signature.' }), {
    feed: 'iso',
    format: 'sums',
    url: 'https://a.example/{release}/SHA256SUMS',
    releases: ['1'],
    streams: ['iso'],
    level: 'sums-only',
    reason: 'Nothing is signed.',
    evidence: 'Its own page.',
    unconfirmed: 'The signature.',
  });
});

test('its architectures are those that it names, wherever it does, in our words', () => {
  assert.deepEqual(told({ architectures: ['x86_64', 'ppc64el'] }).architectures, ['amd64', 'ppc64le']);
  assert.deepEqual(told({ each: { arch: ['aarch64'] } }).architectures, ['arm64']);
  assert.deepEqual(told({ patterns: { arch: 'x86_64|aarch64' } }).architectures, ['amd64', 'arm64']);
  const [stream] = FEED.streams;
  const files = [{ match: 'a.iso', arch: 'i686' }];
  assert.deepEqual(told({ streams: [{ ...stream, files }] }).architectures, ['i386']);
  assert.equal(told({}).architectures, undefined);
});
