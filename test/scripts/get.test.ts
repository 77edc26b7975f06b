import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { startTestServer } from '../test-server.ts';
import { ownCatalog } from './own-catalog.ts';

const BYTES = Buffer.from('an image for amd64');
const ARM = Buffer.from('an image for arm64');

/** A release with an image for each of two architectures, an older build and a withdrawn one, and their publisher. */
async function place(t: TestContext, served: Record<string, Buffer> = { amd64: BYTES, arm64: ARM }) {
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
  const { origin, requests } = await startTestServer(t, (request, response) => {
    const arch = /os-(\w+)\.qcow2$/.exec(request.url ?? '')?.[1] ?? '';
    const bytes = served[arch];
    if (bytes === undefined) response.writeHead(404).end();
    else response.end(bytes);
  });
  const get = (...args: string[]) =>
    osdex('get', ...args, '--replay', origin, '--cache', join(folder, 'cache'));
  return { folder, get, requests };
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
  const { folder, get } = await place(t, { amd64: Buffer.from('an imaGe for amd64'), arm64: ARM });
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
