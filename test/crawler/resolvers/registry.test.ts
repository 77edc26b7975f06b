import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed } from '../../../core/source/feed.ts';
import { directory } from '../../../crawler/resolvers/directory.ts';
import { flatcarReleases } from '../../../crawler/resolvers/flatcar-releases.ts';
import { resolverOf } from '../../../crawler/resolvers/registry.ts';
import { sums } from '../../../crawler/resolvers/sums.ts';

const common = {
  feed: 'a',
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'a', title: 'A', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
  index: 'https://a.example/',
  sums: 'https://a.example/SHA256SUMS',
};

test('every format that a source may name has its own resolver', () => {
  const resolvers = Feed.options.map((option) => {
    const format = option.shape.format.value;
    const { index, ...withoutIndex } = common;
    const entry = format === 'directory' ? { entry: '{serial}/' } : {};
    return [
      format,
      resolverOf(
        Feed.parse({ ...(format === 'sums' ? withoutIndex : { ...withoutIndex, index }), ...entry, format }),
      ),
    ];
  });
  assert.deepEqual(Object.fromEntries(resolvers), { directory, sums, 'flatcar-releases': flatcarReleases });
});
