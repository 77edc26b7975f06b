import assert from 'node:assert/strict';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { MAX_BYTES } from '../../../core/http/fetcher.ts';
import { createRecordedFetcher } from '../../../core/http/recorded-fetcher.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

test('an address is taken from the folder of its host, one that ends in a slash from its index.html', async (t) => {
  const folder = await temporaryFolder(t, {
    'x.example/a/SHA256SUMS': 'sums',
    'x.example/a/index.html': 'page of a',
    'x.example/index.html': 'page of x',
    'x.example/b c+d.txt': 'other name',
  });
  const fetcher = createRecordedFetcher(folder);
  const recorded = {
    'https://x.example/a/SHA256SUMS': 'sums',
    'https://x.example/a/': 'page of a',
    'https://x.example/': 'page of x',
    'https://x.example': 'page of x',
    'https://X.example:443/a/SHA256SUMS?C=N#top': 'sums',
    'https://x.example/b%20c+d.txt': 'other name',
  };
  for (const [url, text] of Object.entries(recorded)) {
    assert.deepEqual(await fetcher.get(url), { url, bytes: Buffer.from(text) });
  }
  assert.equal(fetcher.recorded, true);
  await fetcher.close();
});

test('what is not recorded is a 404', async (t) => {
  const folder = await temporaryFolder(t, { 'x.example/a/SHA256SUMS': 'sums' });
  const fetcher = createRecordedFetcher(folder);
  for (const url of [
    'https://x.example/',
    'https://x.example/a',
    'https://x.example/a/SHA256SUMS/',
    'https://y.example/a/SHA256SUMS',
    'https://x.example/a%00',
    'https://x.example/%zz',
  ]) {
    await assert.rejects(fetcher.get(url), {
      name: 'OsdexError',
      code: 'not-recorded',
      message: `expected 200, found 404 (not recorded), ${url}`,
      url,
    });
    await assert.rejects(fetcher.look(url), { code: 'not-recorded', url });
    assert.equal(await fetcher.sizeOf(url), undefined);
  }
});

test('a size is that of the recorded file', async (t) => {
  const folder = await temporaryFolder(t, { 'x.example/a': 'four', 'x.example/b/index.html': 'page' });
  const fetcher = createRecordedFetcher(folder);
  assert.deepEqual(await fetcher.look('https://x.example/a'), { sizeBytes: 4 });
  assert.equal(await fetcher.sizeOf('https://x.example/a'), 4);
  assert.equal(await fetcher.sizeOf('https://x.example/b/'), 4);
});

test('no address leads out of the recording', async (t) => {
  const folder = await temporaryFolder(t, {
    'recorded/x.example/a': 'inside',
    secret: 'outside',
    'recorded-too/a': 'outside',
  });
  const fetcher = createRecordedFetcher(join(folder, 'recorded'));
  const inside = ['https://x.example/../../secret', 'https://x.example/%2e%2e/%2e%2e/secret'];
  for (const url of inside) await assert.rejects(fetcher.get(url), { code: 'not-recorded' });
  const outside = [
    'https://x.example/..%2f..%2fsecret',
    'https://x.example/%2e%2e%2f%2e%2e%2fsecret',
    'https://x.example/..%2f..%2frecorded-too/a',
    'https://x.example/..%2f..%2f..%2f..%2f..%2f..%2f..%2fetc/passwd',
  ];
  for (const url of outside) {
    await assert.rejects(fetcher.get(url), {
      code: 'url-refused',
      message: `expected a path below ${join(folder, 'recorded')}, found ${url}`,
      url,
    });
  }
});

test('what is no address is refused', async (t) => {
  const fetcher = createRecordedFetcher(await temporaryFolder(t));
  for (const url of ['', 'x.example/a', 'https://[x]/', 'ftp://x.example/a', 'file:///etc/passwd']) {
    await assert.rejects(fetcher.get(url), {
      code: 'url-refused',
      message: `expected an http or https address, found "${url}"`,
    });
  }
});

test('a file that is larger than any answer may be is refused unread', async (t) => {
  const folder = await temporaryFolder(t, { 'x.example/large': '' });
  await truncate(join(folder, 'x.example/large'), MAX_BYTES + 1);
  const url = 'https://x.example/large';
  await assert.rejects(createRecordedFetcher(folder).get(url), {
    code: 'too-large',
    message: `expected at most ${MAX_BYTES} bytes, found ${MAX_BYTES + 1}, ${url}`,
  });
});

test('less than that can be asked for, as of a publisher', async (t) => {
  const folder = await temporaryFolder(t, { 'x.example/page': 'four' });
  const fetcher = createRecordedFetcher(folder);
  const url = 'https://x.example/page';
  assert.equal((await fetcher.get(url, { maxBytes: 4 })).bytes.length, 4);
  await assert.rejects(fetcher.get(url, { maxBytes: 3 }), {
    code: 'too-large',
    message: `expected at most 3 bytes, found 4, ${url}`,
  });
});

test('a recording may hold links', async (t) => {
  const folder = await temporaryFolder(t, { 'x.example/release-1/SHA256SUMS': 'sums' });
  await symlink('release-1', join(folder, 'x.example/release'));
  await writeFile(join(folder, 'x.example/index.html'), 'page');
  const { bytes } = await createRecordedFetcher(folder).get('https://x.example/release/SHA256SUMS');
  assert.equal(bytes.toString(), 'sums');
});
