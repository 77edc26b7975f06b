import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RedirectFeed } from '../../../core/source/feed.ts';
import { redirect } from '../../../crawler/resolvers/redirect.ts';

const feed = RedirectFeed.parse({
  feed: 'iso',
  format: 'redirect',
  index: 'https://channels.example/os-{release}',
  entry: 'https://releases.example/os/{release}/os-{serial}',
  sums: 'os-{serial}/minimal-{serial}-{arch}.iso.sha256',
  patterns: { serial: String.raw`{release}\.\d+` },
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'minimal', title: 'Minimal', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
});
const scope = { release: '25.11', arch: 'x86_64' };

test('the address that it leads to tells the build', () => {
  assert.equal(redirect.pageUrl(feed, scope), 'https://channels.example/os-25.11');
  const url = 'https://releases.example/os/25.11/os-25.11.42';
  assert.deepEqual(redirect.read({ url, text: '' }, feed, scope), [{ serial: '25.11.42' }]);
  assert.equal(
    redirect.sumsUrl(feed, { ...scope, serial: '25.11.42' }),
    'https://releases.example/os/25.11/os-25.11.42/minimal-25.11.42-x86_64.iso.sha256',
  );
});

test('another address is refused with what was expected', () => {
  for (const url of [
    'https://channels.example/os-25.11',
    'https://elsewhere.example/os/25.11/os-25.11.42',
    'https://releases.example/os/25.05/os-25.05.42',
    'https://releases.example/os/25.11/os-25.11.42/../x',
  ]) {
    assert.throws(() => redirect.read({ url, text: '' }, feed, scope), {
      code: 'page-unreadable',
      message: `expected a redirect to an address such as ${feed.entry}, found ${url}`,
    });
  }
});
