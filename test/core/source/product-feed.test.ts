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
  return productFeedOf(Feed.parse({ ...FEED, ...more }), { release: '2', codename: 'two' });
}

test('a feed is told with where it is asked, how far it is to be trusted, and what that rests on', () => {
  assert.deepEqual(told({ releases: ['1'], evidence: 'Its own page.', unconfirmed: 'The signature.' }), {
    feed: 'iso',
    format: 'sums',
    url: 'https://a.example/{release}/SHA256SUMS',
    page: 'https://a.example/2/SHA256SUMS',
    releases: ['1'],
    streams: ['iso'],
    level: 'sums-only',
    reason: 'Nothing is signed.',
    evidence: 'Its own page.',
    unconfirmed: 'The signature.',
  });
});

test('its page is that of the newest release and of the first architecture, where all names in it are known', () => {
  const pageOf = (sums: string, more: Record<string, unknown> = {}) => told({ sums, ...more }).page;
  assert.equal(
    pageOf('https://a.example/{codename}/{arch}/{kind}/SUMS', {
      architectures: ['x86_64', 'aarch64'],
      each: { kind: ['boot', 'dvd'] },
    }),
    'https://a.example/two/x86_64/boot/SUMS',
  );
  assert.equal(pageOf('https://a.example/SUMS'), undefined);
  assert.equal(pageOf('https://a.example/{serial}/SUMS'), undefined);
  assert.equal(
    productFeedOf(Feed.parse({ ...FEED, sums: 'https://a.example/{codename}/' }), { release: '2' }).page,
    undefined,
  );
});

test('its architectures are those that it names, wherever it does, in our words', () => {
  assert.deepEqual(told({ architectures: ['x86_64', 'ppc64el'] }).architectures, ['amd64', 'ppc64le']);
  assert.deepEqual(told({ each: { arch: ['aarch64'] } }).architectures, ['arm64']);
  assert.deepEqual(told({ patterns: { arch: 'x86_64|aarch64' } }).architectures, ['amd64', 'arm64']);
  const [stream] = FEED.streams;
  assert.deepEqual(told({ sums: 'https://a.example/aarch64/SHA256SUMS' }).architectures, ['arm64']);
  const files = [{ match: 'a.iso', arch: 'i686' }];
  assert.deepEqual(told({ streams: [{ ...stream, files }] }).architectures, ['i386']);
  const inName = [{ match: 'all/a-x86_64.iso' }];
  assert.deepEqual(told({ streams: [{ ...stream, files: inName }] }).architectures, ['amd64']);
  assert.deepEqual(told({ sums: 'https://a.example/aarch64/SUMS' }).architectures, ['arm64']);
  assert.equal(told({}).architectures, undefined);
});
