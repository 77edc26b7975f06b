import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed } from '../../../core/source/feed.ts';
import { directory } from '../../../crawler/resolvers/directory.ts';
import { bucket } from '../../../crawler/resolvers/bucket.ts';
import { downloadPage } from '../../../crawler/resolvers/download-page.ts';
import { flatcarReleases } from '../../../crawler/resolvers/flatcar-releases.ts';
import { records } from '../../../crawler/resolvers/records.ts';
import { redirect } from '../../../crawler/resolvers/redirect.ts';
import { resolverOf } from '../../../crawler/resolvers/registry.ts';
import { sums } from '../../../crawler/resolvers/sums.ts';

const common = {
  feed: 'a',
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'a', title: 'A', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
  sums: 'https://a.example/SHA256SUMS',
};

/** What a format needs besides what all have. */
const MORE: Record<Feed['format'], Record<string, unknown>> = {
  directory: { index: 'https://a.example/', entry: '{serial}/' },
  sums: {},
  records: {
    index: 'https://a.example/builds.json',
    builds: { records: 'builds.*', fields: { serial: 'version' } },
  },
  bucket: { index: 'https://a.example/?prefix=a/', entry: '{serial}/', base: 'https://files.a.example/a/' },
  redirect: { index: 'https://a.example/latest', entry: 'https://a.example/{serial}/' },
  'download-page': { index: 'https://a.example/latest', entry: 'https://a.example/{serial}/' },
  'flatcar-releases': { index: 'https://a.example/' },
};

test('every format that a source may name has its own resolver', () => {
  const resolvers = Feed.options.map((option) => {
    const format = option.shape.format.value;
    return [format, resolverOf(Feed.parse({ ...common, ...MORE[format], format }))];
  });
  assert.deepEqual(Object.fromEntries(resolvers), {
    directory,
    sums,
    records,
    bucket,
    redirect,
    'download-page': downloadPage,
    'flatcar-releases': flatcarReleases,
  });
});
