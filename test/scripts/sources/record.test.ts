import assert from 'node:assert/strict';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRecordedFetcher } from '../../../core/http/recorded-fetcher.ts';
import type { Fetcher } from '../../../core/http/fetcher.ts';
import { runProgram } from '../../../scripts/program.ts';
import { createKeepingFetcher } from '../../../scripts/sources/record-fetcher.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';
import { startUpstream } from '../../upstream/upstream.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));

const osdex = (...args: string[]) =>
  runProgram(process.execPath, [LAUNCH, ...args], {
    ...process.env,
    OSDEX_REPLAY: '',
    GITHUB_STEP_SUMMARY: '',
  });

/** Every file below a folder with its text. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name))
    .toSorted();
  const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')));
  return Object.fromEntries(paths.map((path, at) => [path.slice(folder.length + 1), texts[at] ?? '']));
}

test('a crawl of the recording finds what a crawl of the publisher does, but for sizes', async (t) => {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ publishers: ['almalinux'] });
  t.after(upstream.close);
  const sources = join(folder, 'sources');
  await upstream.writeSources(sources);
  const network = ['--sources', sources, '--cache', join(folder, 'cache')];
  const out = join(folder, 'recording');
  upstream.forgetRequests();
  const live = ['--replay', upstream.origin];
  const recorded = await osdex('sources', 'record', 'almalinux', '--out', out, ...network, ...live);
  assert.equal(recorded.exit, 0, recorded.out + recorded.err);
  assert.deepEqual(
    upstream.requests.filter(({ method }) => method === 'HEAD'),
    [],
    'sizes are not asked for',
  );
  const crawlFrom = async (replay: string, name: string): Promise<Record<string, string>> => {
    const catalog = join(folder, name);
    const { exit, err } = await osdex('crawl', '--catalog', catalog, '--replay', replay, ...network);
    assert.equal(exit, 0, err);
    const { 'health.yaml': _, ...files } = await filesOf(catalog);
    return Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replaceAll(/^ +size: \d+\n/gm, '')]),
    );
  };
  const found = await crawlFrom(out, 'from-recording');
  assert.ok(Object.keys(found).length > 3);
  assert.deepEqual(found, await crawlFrom(upstream.origin, 'from-publisher'));
  const rows = (await readFile(join(out, 'MANIFEST.tsv'), 'utf8')).trimEnd().split('\n');
  assert.equal(rows[0], 'path\turl\trecorded\tsha256');
  assert.equal(rows.length - 1, Object.keys(await filesOf(out)).length - 1, 'every file but the list itself');
  assert.match(recorded.out, new RegExp(`^${rows.length - 1} files of almalinux saved in `));
});

const SOURCE = `schema: osdex/source/1
product: shelf
name: Shelf
vendor: Nobody
family: other
description: Made for a test.
homepage: https://images.example/
versionScheme: other
releases:
  - release: "1"
feeds:
  - feed: images
    format: redirect
    index: https://images.example/newest
    entry: https://images.example/{serial}/image.iso
    sums: SUMS?raw=1
    trust: { level: sums-only, reason: a test }
    streams:
      - stream: installer
        title: Installer
        kind: installer
        files: [{ match: "image.iso", arch: amd64 }]
`;

test('redirects and queries are recorded too, and a recording is only added to when that is said', async (t) => {
  const served = new Map([['/images.example/20260101/SUMS?raw=1', `${'1'.repeat(64)}  image.iso\n`]]);
  const { origin } = await startTestServer(t, (request, response) => {
    const body = served.get(request.url ?? '');
    if (request.url === '/images.example/newest')
      response.writeHead(302, { location: '/20260101/image.iso' }).end();
    else if (request.url?.endsWith('image.iso')) response.end('bytes of an image');
    else response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  const folder = await temporaryFolder(t, { 'sources/shelf.yaml': SOURCE });
  const out = join(folder, 'out');
  const data = ['--sources', join(folder, 'sources'), '--cache', join(folder, 'cache')];
  const record = (...more: string[]) =>
    osdex('sources', 'record', 'shelf', '--out', out, '--replay', origin, ...data, ...more);
  const first = await record('--json');
  assert.equal(first.exit, 0, first.out + first.err);
  assert.partialDeepStrictEqual(JSON.parse(first.out), {
    schema: 'osdex/recording/1',
    source: 'shelf',
    files: [{ path: 'images.example/20260101/SUMS?raw%3D1' }],
    redirects: { 'https://images.example/newest': 'https://images.example/20260101/image.iso' },
    images: [],
    refused: [],
  });
  const checked = await osdex('sources', 'check', 'shelf', '--replay', out, ...data);
  assert.equal(checked.exit, 0, checked.out);
  assert.match(checked.out, /proven +sums files: 1 sums-only; 1 build, 1 file$/m);

  const again = await record();
  assert.equal(again.exit, 2);
  assert.match(
    again.err,
    /expected an empty folder at .*out, found MANIFEST\.tsv, REDIRECTS\.tsv, images\.example; --force/,
  );
  await writeFile(
    join(out, 'MANIFEST.tsv'),
    'path\turl\trecorded\tsha256\nother.example/a\thttps://other.example/a\t2020-01-01\t00\n',
  );
  served.clear();
  const forced = await record('--force');
  assert.equal(forced.exit, 1, 'what cannot be had is told');
  assert.match(forced.out, /^not saved: http-status: expected 200, found 404/m);
  const files = await filesOf(out);
  assert.match(files['MANIFEST.tsv'] ?? '', /^other\.example\/a\t/m, 'what was there stays');
  assert.equal(files['images.example/20260101/SUMS?raw%3D1'], `${'1'.repeat(64)}  image.iso\n`);
  await writeFile(join(out, 'MANIFEST.tsv'), 'path\tkind\n');
  assert.equal((await record('--force')).exit, 2, 'the list of another recording is not written over');
});

test('no address is kept outside of the folder of its host', async (t) => {
  const folder = await temporaryFolder(t, { 'out/x.example/a': 'inside', 'else/b': 'outside' });
  const out = join(folder, 'out');
  await symlink(join(folder, 'else'), join(out, 'x.example/link'));
  const before = await filesOf(folder);
  const answer: Fetcher = {
    ...createRecordedFetcher(out),
    get: async (url) => ({ url, bytes: Buffer.from('hostile') }),
  };
  const keeping = createKeepingFetcher(answer, out);
  const refused = [
    'https://x.example/..%2f..%2felse%2fb',
    'https://x.example/..%2fy.example%2fa',
    'https://x.example/link/b',
  ];
  for (const url of refused) await keeping.get(url);
  assert.deepEqual(
    keeping.lost.map(({ code }) => code),
    ['url-refused', 'url-refused', 'url-refused'],
  );
  await keeping.get('https://x.example/a/below');
  await keeping.get('https://x.example/%00');
  assert.deepEqual(
    keeping.lost.slice(3).map(({ code }) => code),
    ['write-failed', 'write-failed'],
  );
  assert.deepEqual(await filesOf(folder), before);
  assert.equal(keeping.kept.size, 0);
});
