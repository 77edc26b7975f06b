import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openKeyStore } from '../../core/trust/keyring.ts';
import { Source } from '../../core/source/source.ts';
import { readYaml } from '../../core/files/yaml.ts';
import { proveSums } from '../../crawler/prove.ts';
import type { Means } from '../../crawler/means.ts';
import { SOURCE_TEXT } from '../source-text.ts';
import { fetcherOf } from '../test-fetcher.ts';
import { startTestServer } from '../test-server.ts';

const SUMS_URL = 'https://images.example.org/24.04/SUMS';

test('a sums file that changes while a crawl reads it for two feeds is not taken for the second', async (t) => {
  let bytes = `${'1'.repeat(64)}  image.iso\n`;
  const server = await startTestServer(t, (_, response) => response.end(bytes));
  const means: Means = {
    keys: openKeyStore('nowhere'),
    fetcher: fetcherOf(t, server),
    now: new Date('2026-03-20T00:00:00Z'),
    sumsRead: new Map(),
  };
  const text = SOURCE_TEXT.replace(
    /level: signed[\s\S]*?(?= {4}streams)/,
    'level: sums-only\n      reason: Nothing is signed.\n',
  );
  const source = readYaml(text, Source, 'example.yaml', 'source-invalid');
  const [feed] = source.feeds;
  const [release] = source.releases;
  assert.ok(feed && release);
  const prove = () => {
    const candidate = { scope: {}, sumsUrl: SUMS_URL, published: undefined, newest: true };
    return proveSums({ source, feed, release, known: [] }, candidate, means);
  };
  const first = await prove();
  assert.deepEqual((await prove())?.sumsDigest, first?.sumsDigest, 'the same bytes again are well');
  bytes = `${'2'.repeat(64)}  image.iso\n`;
  await assert.rejects(prove(), {
    code: 'sums-conflict',
    message: /expected the sums file to stay as it was earlier in this crawl .*; the next crawl asks again/,
  });
  means.sumsRead.clear();
  assert.notEqual((await prove())?.sumsDigest, first?.sumsDigest, 'another crawl takes it');
});
