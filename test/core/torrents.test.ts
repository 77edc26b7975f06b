import assert from 'node:assert/strict';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import type { ExportFile } from '../../core/formats/format.ts';
import { selectImages } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { torrentsOf } from '../../core/torrents.ts';
import type { TorrentResult } from '../../core/torrents.ts';
import { runProgram } from '../../scripts/program.ts';
import { absent } from '../program.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { startTestServer } from '../test-server.ts';
import { SAMPLE_CONTEXT } from './formats/sample-images.ts';

const BYTES = Buffer.alloc(700_000, 'some bytes of an image');
const ID = 'example/26.04/cloud/20260720/amd64/disk.qcow2';

/** An image of these bytes, which its publisher calls by the same name for every architecture. */
function imageAt(url: string, mirrors: string[] = []): Image {
  const digest = digestOf(BYTES);
  const artifact = makeArtifact('x86/disk.img', { path: 'amd64/disk.qcow2', digest, size: BYTES.length });
  const build = makeBuild('20260720', { url, artifacts: [artifact] });
  const product = makeProduct(mirrors.length === 0 ? {} : { mirrors: [{ of: url, at: mirrors }] });
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const products = [{ product, releases: [makeRelease('26.04', [build])] }];
  const [image] = selectImages({ products, health }, { facets: {} }, '2026-07-25');
  assert.ok(image !== undefined);
  return image;
}

const IMAGE = imageAt('https://a.example/');

async function resultsOf(images: readonly Image[], folder: string) {
  const results: TorrentResult[] = [];
  for await (const result of torrentsOf(images, folder, SAMPLE_CONTEXT)) results.push(result);
  return results;
}

test('a file is found by its id, by any layout of a mirror and by its own name', async (t) => {
  for (const path of [
    ID,
    'example/26.04/amd64/disk.qcow2',
    'cloud/example/amd64/disk.qcow2',
    'amd64/disk.qcow2',
    'disk.img',
  ]) {
    const [result, ...others] = await resultsOf([IMAGE], await temporaryFolder(t, { [path]: BYTES }));
    assert.ok(result !== undefined && 'file' in result, path);
    assert.equal(result.file.path, `${ID}.torrent`);
    assert.equal(others.length, 0);
  }
});

test('where another build has taken the place, the file is looked for further', async (t) => {
  const folder = await temporaryFolder(t, { 'amd64/disk.qcow2': 'a newer build', 'disk.img': BYTES });
  const [result] = await resultsOf([IMAGE], folder);
  assert.ok(result !== undefined && 'file' in result);
});

test('a missing file is told and other bytes are refused, and the rest goes on', async (t) => {
  const folder = await temporaryFolder(t, { [ID]: Buffer.alloc(BYTES.length, 'Some bytes of an image') });
  const missing = imageAt('https://a.example/');
  const gone = { ...missing, id: 'none', artifact: makeArtifact('none.qcow2') };
  const results = await resultsOf([gone, IMAGE], folder);
  assert.deepEqual(
    results.map((result) => ('error' in result ? [result.image.id, result.error.code] : [])),
    [
      ['none', 'file-missing'],
      [ID, 'digest-mismatch'],
    ],
  );
});

async function torrentAt(t: TestContext, image: Image): Promise<string> {
  const folder = await temporaryFolder(t, { [image.id]: BYTES });
  const [result] = await resultsOf([image], folder);
  assert.ok(result !== undefined && 'file' in result);
  return save(folder, result.file);
}

async function save(folder: string, { path, content }: ExportFile): Promise<string> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
  return join(folder, path);
}

test(
  'transmission shows what a torrent holds',
  { skip: absent('transmission-show', 'transmission-cli') },
  async (t) => {
    const { exit, out } = await runProgram('transmission-show', [
      await torrentAt(t, imageAt('https://a.example/', ['https://b.example/'])),
    ]);
    assert.equal(exit, 0);
    assert.match(out, /^Name: disk\.qcow2$/m);
    assert.match(out, /Created by: osdex 0\.0\.0/);
    assert.match(
      out,
      /Piece Count: 3\n +Piece Size: 256\.0 KiB\n +Total Size: 700\.0 kB\n +Privacy: Public torrent/,
    );
    assert.match(
      out,
      /WEBSEEDS\n\n +https:\/\/a\.example\/x86\/disk\.img\n +https:\/\/b\.example\/x86\/disk\.img\n/,
    );
  },
);

const NO_ARIA2 = absent('aria2c', 'aria2');

test('aria2 lists what a torrent holds', { skip: NO_ARIA2 }, async (t) => {
  const { exit, out } = await runProgram('aria2c', ['--no-conf', '-S', await torrentAt(t, IMAGE)]);
  assert.equal(exit, 0);
  assert.match(out, /Total Length: 683KiB \(700,000\)/);
  assert.match(out, /\n +1\|\.\/disk\.qcow2\n/);
});

test('aria2 downloads a torrent from its web seed and proves every piece', { skip: NO_ARIA2 }, async (t) => {
  const server = await startTestServer(t, (request, response) => serve(BYTES, request, response));
  const { exit, out, folder } = await aria2(t, await torrentAt(t, imageAt(`${server.origin}/`)));
  assert.equal(exit, 0, out);
  assert.deepEqual(await readFile(join(folder, 'disk.qcow2')), BYTES);
  assert.ok(server.requests.every(({ path }) => path === '/x86/disk.img'));
});

test('aria2 refuses changed bytes of a web seed', { skip: NO_ARIA2 }, async (t) => {
  const changed = Buffer.from(BYTES);
  changed[600_000] = 0;
  const server = await startTestServer(t, (request, response) => serve(changed, request, response));
  // It would wait for ever for someone who has the piece.
  const { exit, out, folder } = await aria2(t, await torrentAt(t, imageAt(`${server.origin}/`)), '--stop=4');
  assert.notEqual(exit, 0);
  assert.match(out, /Invalid checksum index=2/);
  // The list of pieces that are still to come stays beside a download that is not whole.
  assert.ok((await stat(join(folder, 'disk.qcow2.aria2'))).isFile());
});

/** Whole or the one range that is asked for. */
function serve(bytes: Buffer, { headers }: IncomingMessage, response: ServerResponse): void {
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined) {
    response.setHeader('content-length', bytes.length).end(bytes);
    return;
  }
  const end = last ? Math.min(Number(last), bytes.length - 1) : bytes.length - 1;
  response
    .writeHead(206, {
      'content-range': `bytes ${first}-${end}/${bytes.length}`,
      'content-length': end - Number(first) + 1,
    })
    .end(bytes.subarray(Number(first), end + 1));
}

/** Alone: no peers are looked for, and nothing is asked but the web seeds. */
async function aria2(t: TestContext, torrent: string, stop = '--stop=30') {
  const folder = await temporaryFolder(t);
  const alone = [
    '--enable-dht=false',
    '--enable-dht6=false',
    '--bt-enable-lpd=false',
    '--disable-ipv6',
    '--interface=127.0.0.1',
  ];
  const bounded = ['--max-tries=1', '--seed-time=0', stop];
  const args = ['--no-conf', ...alone, ...bounded, '--dir', folder, '-T', torrent];
  return { folder, ...(await runProgram('aria2c', args)) };
}
