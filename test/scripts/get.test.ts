import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../core/digest.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { startTestServer } from '../test-server.ts';
import { ownCatalog } from './own-catalog.ts';

const OSDEX = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));

const BYTES = Buffer.from('an image for amd64');
const ARM = Buffer.from('an image for arm64');

/** A release with an image for each of two architectures, an older build and a withdrawn one, and their publisher. */
async function place(t: TestContext, serve: RequestListener = serveAll({ amd64: BYTES, arm64: ARM })) {
  const artifact = (arch: 'amd64' | 'arm64', bytes: Buffer) =>
    makeArtifact(`os-${arch}.qcow2`, { arch, digest: digestOf(bytes), size: bytes.length });
  const release = makeRelease(
    '1',
    [
      makeBuild('20260725', { artifacts: [artifact('amd64', BYTES), artifact('arm64', ARM)] }),
      makeBuild('20260601', { artifacts: [makeArtifact('older-amd64.qcow2')] }),
      makeBuild('20260501', {
        withdrawn: '2026-05-02',
        artifacts: [makeArtifact('withdrawn-amd64.qcow2')],
      }),
    ],
    { codename: 'emu' },
  );
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [release]);
  const { origin, requests } = await startTestServer(t, serve);
  const means = ['--replay', origin, '--cache', join(folder, 'cache')];
  return {
    folder,
    get: (...args: string[]) => osdex('get', ...args, ...means),
    /** The same for who runs osdex himself, in the folder. */
    getArgs: (...args: string[]) => ['get', '--catalog', 'catalog', ...args, ...means],
    requests,
  };
}

function serveAll(served: Record<string, Buffer>): RequestListener {
  return (request, response) => {
    const bytes = served[/os-(\w+)\.qcow2$/.exec(request.url ?? '')?.[1] ?? ''];
    if (bytes === undefined) response.writeHead(404).end();
    else response.end(bytes);
  };
}

test('get fetches the newest image that a selector finds, proves it and tells what vouches for it', async (t) => {
  const { folder, get, requests } = await place(t);
  const { exit, out, err } = await get('product=example&arch=arm64');
  assert.equal(exit, 0, err);
  assert.deepEqual(await readFile(join(folder, 'os-arm64.qcow2')), ARM);
  assert.match(out, /^image +example\/1\/cloud\/20260725\/os-arm64\.qcow2$/m);
  assert.match(
    out,
    /^file +os-arm64\.qcow2, from https:\/\/images\.example\.org\/20260725\/os-arm64\.qcow2$/m,
  );
  assert.match(out, /^proof +the file has the sha256 on record, which the publisher signed$/m);

  const again = await get('example/1/cloud/20260725/os-arm64.qcow2', '--json');
  assert.deepEqual(JSON.parse(again.out), {
    got: [
      {
        id: 'example/1/cloud/20260725/os-arm64.qcow2',
        path: 'os-arm64.qcow2',
        outcome: 'there',
        digest: digestOf(ARM),
        level: 'signed',
      },
    ],
    failed: [],
  });
  assert.equal(requests.length, 1, 'what is there is not asked for');
});

test('get asks which of several is meant, and takes them all where it is told to', async (t) => {
  const { folder, get } = await place(t);
  const asked = await get('example@emu');
  assert.equal(asked.exit, 2);
  assert.equal(
    asked.err,
    `osdex: expected one image, found 2 for "example@emu"; say which with\n  arch=  amd64, arm64\nor take them with --all\n`,
  );
  const { exit } = await get('--all', 'example@emu', '-o', 'images');
  assert.equal(exit, 0);
  assert.deepEqual(
    await readFile(join(folder, 'images/example/1/cloud/20260725/os-amd64.qcow2')),
    BYTES,
    'under their ids, since names may be alike',
  );
});

test('get keeps nothing of an image with other bytes, fetches the rest, and fails', async (t) => {
  const { folder, get } = await place(t, serveAll({ amd64: Buffer.from('an imaGe for amd64'), arm64: ARM }));
  const { exit, err } = await get('--all', 'example');
  assert.equal(exit, 1);
  assert.match(err, /expected sha256:\w+, found sha256:\w+, https:.*os-amd64\.qcow2; nothing of it was kept/);
  assert.match(err, /osdex: 1 image of 2 could not be had/);
  assert.ok(!existsSync(join(folder, 'example/1/cloud/20260725/os-amd64.qcow2')));
  assert.deepEqual(await readFile(join(folder, 'example/1/cloud/20260725/os-arm64.qcow2')), ARM);
});

test('get says so of what nobody has, and of what its publisher withdrew', async (t) => {
  const { get, requests } = await place(t);
  const unknown = await get('nothing');
  assert.equal(unknown.exit, 1);
  assert.match(unknown.err, /expected an image that "nothing" finds, found none/);
  const withdrawn = await get('withdrawn-amd64.qcow2');
  assert.equal(withdrawn.exit, 1);
  assert.match(withdrawn.err, /its publisher withdrew example\/1\/cloud\/20260501.* by 2026-05-02/);
  assert.equal(requests.length, 0);
});

test('get that is stopped says what it has, and goes on from there the next time', async (t) => {
  const half = Math.floor(ARM.length / 2);
  const ranges: (string | undefined)[] = [];
  const { folder, get, getArgs } = await place(t, (request, response) => {
    ranges.push(request.headers.range);
    const etag = '"1"';
    if (request.headers.range === `bytes=${half}-`) {
      const range = `bytes ${half}-${ARM.length - 1}/${ARM.length}`;
      response.writeHead(206, { etag, 'content-range': range }).end(ARM.subarray(half));
    } else response.writeHead(200, { etag, 'content-length': ARM.length }).write(ARM.subarray(0, half));
  });
  const part = join(folder, 'os-arm64.qcow2.part');
  const child = spawn(process.execPath, [OSDEX, ...getArgs('product=example&arch=arm64')], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const closed = once(child, 'close');
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  while (child.exitCode === null && !(existsSync(part) && statSync(part).size === half))
    await new Promise((done) => setImmediate(done));
  child.kill('SIGINT');
  assert.deepEqual(await closed, [1, null], err);
  assert.match(
    err,
    /^osdex: stopped after 9 B, which stay in os-arm64\.qcow2\.part; the same command goes on from there$/m,
  );
  assert.doesNotMatch(err, /^ +at /m);
  assert.ok(!existsSync(join(folder, 'os-arm64.qcow2')));

  const again = await get('product=example&arch=arm64');
  assert.equal(again.exit, 0, again.err);
  assert.deepEqual(await readFile(join(folder, 'os-arm64.qcow2')), ARM);
  assert.deepEqual(ranges, [undefined, `bytes=${half}-`]);
});
