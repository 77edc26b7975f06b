import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import type { OsdexError } from '../../../core/error.ts';
import { writeMetalink } from '../../../core/formats/metalink.ts';
import { writeTorrent } from '../../../core/formats/torrent.ts';
import { hashPieces } from '../../../core/piece-hashes.ts';
import { createAria2Way } from '../../../mirror/sync/aria2.ts';
import type { Aria2Means } from '../../../mirror/sync/aria2.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { fetcherOf } from '../../test-fetcher.ts';
import { startTestServer } from '../../test-server.ts';

const skip = absent('aria2c', 'aria2');

const BYTES = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 7) % 251));
const WANTED = {
  digest: digestOf(BYTES),
  sizeBytes: BYTES.length,
  urls: ['https://images.example.org/os.iso'],
};

/** A publisher who has the image by torrent and by metalink, whose web seed and mirror serve these bytes. */
async function place(t: TestContext, seeded = BYTES) {
  const folder = await temporaryFolder(t, { 'os.iso': BYTES });
  const described: Record<string, Uint8Array | string> = {};
  const asked: string[] = [];
  const server = await startTestServer(t, (request, response) => {
    const path = (request.url ?? '').replace('/images.example.org/', '/');
    asked.push(path);
    const bytes = path === '/seed/os.iso' ? seeded : described[path];
    if (bytes === undefined) {
      response.writeHead(404).end();
      return;
    }
    const whole = Buffer.from(bytes as Uint8Array);
    const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
    const part = from === undefined ? whole : whole.subarray(Number(from), to ? Number(to) + 1 : undefined);
    response.writeHead(from === undefined ? 200 : 206, {
      'content-length': part.length,
      'accept-ranges': 'bytes',
      ...(from === undefined
        ? {}
        : { 'content-range': `bytes ${from}-${Number(from) + part.length - 1}/${whole.length}` }),
    });
    response.end(part);
  });
  const seed = `${server.origin}/seed/os.iso`;
  const pieces = await hashPieces(join(folder, 'os.iso'), 'sha256');
  described['/os.iso.torrent'] = writeTorrent({ ...pieces, name: 'os.iso', webSeeds: [seed], comment: '' });
  described['/os.iso.meta4'] = writeMetalink([
    { path: 'os.iso', digest: WANTED.digest, sizeBytes: BYTES.length, urls: [seed] },
  ]);
  const troubles: OsdexError[] = [];
  const way = (prefer: Aria2Means['prefer'], env = process.env) =>
    createAria2Way({
      fetcher: fetcherOf(t, server),
      prefer,
      bytesPerSecond: undefined,
      env,
      pid: process.pid,
      onTrouble: (error) => troubles.push(error),
    });
  const incoming = join(await temporaryFolder(t), 'incoming');
  return { way, incoming, asked, described, troubles };
}

for (const [kind, ending] of [
  ['bittorrent', '.torrent'],
  ['metalink', '.meta4'],
] as const) {
  test(
    `a plan that prefers ${kind} has its files by aria2, proven by the digest on record`,
    { skip },
    async (t) => {
      const { way, incoming, asked } = await place(t);
      assert.equal(
        await way([kind, 'publisher'])(WANTED, incoming),
        `https://images.example.org/os.iso${ending}`,
      );
      assert.deepEqual(await readFile(incoming), BYTES);
      assert.deepEqual(await readdir(join(incoming, '..')), ['incoming'], 'nothing else is left');
      assert.ok(asked.includes('/seed/os.iso') && !asked.includes('/os.iso'));
    },
  );

  test(`wrong bytes by ${kind} are not kept, and told`, { skip, timeout: 30_000 }, async (t) => {
    const bad = Buffer.from(BYTES);
    bad[123_456] = 0;
    const { way, incoming, described, troubles } = await place(t, bad);
    // A description that is as wrong as the bytes, so that aria2 takes them for right.
    if (kind === 'bittorrent') {
      const folder = await temporaryFolder(t, { 'os.iso': bad });
      const pieces = await hashPieces(join(folder, 'os.iso'), 'sha256');
      const url = /http:[^"]*?os\.iso/.exec(
        Buffer.from(described['/os.iso.torrent'] as Uint8Array).toString('latin1'),
      );
      described['/os.iso.torrent'] = writeTorrent({
        ...pieces,
        name: 'os.iso',
        webSeeds: [url?.[0] ?? ''],
        comment: '',
      });
    } else {
      described['/os.iso.meta4'] = String(described['/os.iso.meta4']).replace(
        WANTED.digest.slice(7),
        digestOf(bad).slice(7),
      );
    }
    assert.equal(await way([kind, 'publisher'])(WANTED, incoming), false);
    assert.equal(troubles[0]?.code, 'digest-mismatch');
    await assert.rejects(readFile(incoming), { code: 'ENOENT' });
  });
}

test('without a torrent, or where a plan prefers addresses, there is no other way', async (t) => {
  const { way, incoming, described, asked, troubles } = await place(t);
  assert.equal(await way(['publisher', 'bittorrent'])(WANTED, incoming), false);
  assert.deepEqual(asked, []);
  delete described['/os.iso.torrent'];
  assert.equal(await way(['bittorrent', 'publisher'])(WANTED, incoming), false);
  assert.deepEqual([asked, troubles], [['/os.iso.torrent'], []]);
});

test('where aria2 is missing it is said once, and the addresses are asked', async (t) => {
  const { way, incoming, troubles } = await place(t);
  const empty = await temporaryFolder(t);
  await writeFile(join(empty, 'nothing'), '');
  const ask = way(['bittorrent', 'publisher'], { PATH: empty });
  assert.equal(await ask(WANTED, incoming), false);
  assert.equal(await ask(WANTED, incoming), false);
  assert.deepEqual(
    troubles.map(({ message }) => message),
    ['expected the program aria2c, found none; install it (Debian, Ubuntu: apt install aria2)'],
  );
});
