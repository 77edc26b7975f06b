import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BucketFeed } from '../../../core/source/feed.ts';
import { bucket } from '../../../crawler/resolvers/bucket.ts';

const URL_OF_LIST = 'https://bucket.example/?delimiter=/&prefix=nixos/25.11/';

const feed = BucketFeed.parse({
  feed: 'iso',
  format: 'bucket',
  index: 'https://bucket.example/?delimiter=/&prefix=nixos/{release}/',
  base: 'https://releases.example/nixos/{release}/',
  entry: 'nixos-{serial}/',
  sums: '{entry}nixos-minimal-{serial}-{arch}-linux.iso.sha256',
  patterns: { serial: String.raw`{release}\.\d+\.[0-9a-f]+` },
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'minimal', title: 'Minimal', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
});
const scope = { release: '25.11', arch: 'x86_64' };

function listing(body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>releases</Name>${body}</ListBucketResult>`;
}

const PAGE = listing(`<Prefix>nixos/25.11/</Prefix><Delimiter>/</Delimiter><IsTruncated>false</IsTruncated>
<Contents><Key>nixos/25.11/index.html</Key><Size>1</Size></Contents>
<CommonPrefixes><Prefix>nixos/25.11/nixos-25.11.9.abc/</Prefix></CommonPrefixes>
<CommonPrefixes><Prefix>nixos/25.11/nixos-25.11.10.def/</Prefix></CommonPrefixes>
<CommonPrefixes><Prefix>nixos/25.11/nixos-25.11beta1.abc/</Prefix></CommonPrefixes>
<CommonPrefixes><Prefix>nixos/25.05/nixos-25.11.11.abc/</Prefix></CommonPrefixes>`);

test('the folders and keys below the prefix tell the builds', () => {
  assert.equal(bucket.pageUrl(feed, scope), URL_OF_LIST);
  const found = bucket.read({ url: URL_OF_LIST, text: PAGE }, feed, scope);
  assert.deepEqual(found, [
    { serial: '25.11.9.abc', told: { entry: 'nixos-25.11.9.abc/' } },
    { serial: '25.11.10.def', told: { entry: 'nixos-25.11.10.def/' } },
  ]);
  const [first] = found;
  assert.equal(
    bucket.sumsUrl(feed, { ...scope, ...first?.told, serial: first?.serial ?? '' }),
    'https://releases.example/nixos/25.11/nixos-25.11.9.abc/nixos-minimal-25.11.9.abc-x86_64-linux.iso.sha256',
  );
});

test('half of a list is refused, since what it lacks would look withdrawn', () => {
  const half = PAGE.replace('>false<', '>true<');
  assert.throws(() => bucket.read({ url: URL_OF_LIST, text: half }, feed, scope), {
    code: 'page-unreadable',
    message: /expected all keys in one answer, found the first 5, .*longer prefix/,
  });
});

test('another page is refused', () => {
  for (const text of [
    '',
    '<html><a href="nixos-25.11.9.abc/">x</a></html>',
    '<Error><Code>Denied</Code></Error>',
  ]) {
    assert.throws(() => bucket.read({ url: URL_OF_LIST, text }, feed, scope), { code: 'page-unreadable' });
  }
});

test('keys that are no plain names are passed over', () => {
  const text = listing(`<Prefix>p/</Prefix><IsTruncated>false</IsTruncated>
<Contents><Key>p/../nixos-25.11.9.abc/</Key></Contents><Contents><Key>p/nixos-25.11.9.abc;id/</Key></Contents>
<Contents><Key>p/&lt;script&gt;</Key></Contents><Contents><Key>p/nixos-25.11.9.${'a'.repeat(300)}/</Key></Contents>`);
  assert.deepEqual(bucket.read({ url: URL_OF_LIST, text }, feed, scope), []);
});
