import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { runProgram } from '../../../scripts/program.ts';
import type { Finished } from '../../../scripts/program.ts';
import type { Tool } from '../../../site/use/tool.ts';
import { aria2 } from '../../../site/use/tools/aria2.ts';
import { curl } from '../../../site/use/tools/curl.ts';
import { libvirt } from '../../../site/use/tools/libvirt.ts';
import { openstack } from '../../../site/use/tools/openstack.ts';
import type { UsedImage } from '../../../site/use/used-image.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';
import { CONTENT, HOSTILE_IMAGES, IMAGES, imageWith, snippets, textOf } from './images.ts';

const missing = ['curl', 'sha256sum', 'gzip', 'dash'].filter((program) =>
  spawnSync(program, ['--version']).error?.message.includes('ENOENT'),
);
const skip = missing.length === 0 ? false : `${missing.join(', ')} not installed`;

/** Programs that are not here, or that would do what they say: each only writes down how it was called. */
const STAND_INS = [
  ...['incus', 'multipass', 'npx', 'openstack', 'podman', 'pvesh', 'qm', 'rpi-imager', 'sudo', 'vagrant'],
  ...['virt-install', 'xz'],
];

interface Ran extends Finished {
  folder: string;
  /** Each call of a stand-in: its name and what it was handed. */
  calls: string[][];
}

/** Runs a snippet as a reader would, with a publisher on the loopback who serves this for every path. */
async function run(t: TestContext, tool: Tool, image: UsedImage, served: string | Uint8Array): Promise<Ran> {
  const { origin } = await startTestServer(t, (_, response) => void response.end(served));
  const folder = await temporaryFolder(t, { 'bin/.keep': '' });
  for (const name of STAND_INS) {
    const path = join(folder, 'bin', name);
    await writeFile(
      path,
      '#!/bin/sh\nprintf "%s\\n" "${0##*/}" "$@" | tr "\\n" "\\1" >> "$CALLS"; echo >> "$CALLS"\n',
    );
    await chmod(path, 0o755);
  }
  const text = textOf(tool, { ...image, url: image.url.replace(/^https:\/\/[^/]+/, origin) });
  const finished = await runProgram(
    'dash',
    ['-c', text],
    { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, CALLS: join(folder, 'calls') },
    folder,
  );
  const log = existsSync(join(folder, 'calls')) ? await readFile(join(folder, 'calls'), 'utf8') : '';
  const calls = log
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\u0001').slice(0, -1));
  return { ...finished, folder, calls };
}

describe('the commands', { skip, concurrency: 2 }, () => {
  test('of curl fetch a file and say that it is the recorded one', async (t) => {
    const { exit, out, err, folder } = await run(t, curl, imageWith(), CONTENT);
    assert.equal(exit, 0, err);
    assert.equal(out, 'os-24.04-amd64.img: OK\n');
    assert.equal(await readFile(join(folder, 'os-24.04-amd64.img'), 'utf8'), CONTENT);
  });

  test('of curl refuse a file that someone has changed', async (t) => {
    const { exit, out } = await run(t, curl, imageWith(), 'another image');
    assert.equal(exit, 1);
    assert.match(out, /FAILED/);
  });

  test('of curl unpack what is compressed, and nothing that was changed', async (t) => {
    const packed = gzipSync(CONTENT);
    const image = imageWith({
      url: 'https://images.example/os.raw.gz',
      compression: 'gz',
      format: 'raw',
      digest: digestOf(packed),
    });
    const good = await run(t, curl, image, packed);
    assert.equal(await readFile(join(good.folder, 'os.raw'), 'utf8'), CONTENT);
    const bad = await run(t, curl, image, gzipSync('another image'));
    assert.equal(bad.exit, 1);
    assert.ok(!existsSync(join(bad.folder, 'os.raw')));
  });

  test(
    'of aria2 do the same',
    { skip: spawnSync('aria2c', ['--version']).error ? 'aria2c is not installed' : false },
    async (t) => {
      assert.equal((await run(t, aria2, imageWith(), CONTENT)).exit, 0);
      assert.equal((await run(t, aria2, imageWith(), 'another image')).exit, 32);
    },
  );

  test('of every other tool do nothing with a file that someone has changed', async (t) => {
    for (const { tool, name, image, text } of snippets(IMAGES)) {
      if (tool.language !== 'sh' || !text.includes('curl ') || tool.id === 'osdex') continue;
      const { exit, calls } = await run(t, tool, image, 'another image');
      assert.equal(exit, 1, `${tool.id} of ${name}`);
      assert.deepEqual(calls, [], `${tool.id} of ${name}`);
    }
  });

  test('hand the tool the file that was checked', async (t) => {
    const { exit, calls } = await run(t, openstack, imageWith(), CONTENT);
    assert.equal(exit, 0);
    assert.equal(calls.length, 1);
    assert.deepEqual(calls[0]?.slice(-3), ['--file', 'os-24.04-amd64.img', 'ubuntu-24-04']);
  });

  test('run nothing that a catalog made up', async (t) => {
    for (const { tool, name, image } of snippets(HOSTILE_IMAGES)) {
      if (tool.language !== 'sh') continue;
      const { folder } = await run(t, tool, image, CONTENT);
      const files = await readdir(folder);
      assert.ok(!files.some((file) => file.includes('harm')), `${tool.id} of ${name}: ${files.join(' ')}`);
    }
  });

  test('hand hostile text on as one argument', async (t) => {
    const [image] = Object.values(HOSTILE_IMAGES);
    assert.ok(image?.login);
    const { calls } = await run(t, openstack, image, CONTENT);
    // Stand-ins write one argument to a part; the line end in it stays.
    assert.ok(
      calls.flat().some((argument) => image.login?.startsWith(argument.replace('image_original_user=', ''))),
    );
  });

  const noInstaller = spawnSync('virt-install', ['--version']).error
    ? 'virt-install is not installed'
    : false;
  test('of virt-install are taken by it', { skip: noInstaller }, async (t) => {
    for (const name of ['cloud', 'installer']) {
      const image = IMAGES[name];
      assert.ok(image);
      const { calls, folder } = await run(t, libvirt, image, CONTENT);
      const { exit, err } = await runProgram(
        'virt-install',
        [
          ...['--connect', 'test:///default', '--dry-run', '--print-xml', '1'],
          // The only machine that libvirt's driver for tests has.
          ...(calls[0]?.slice(1) ?? []).map((argument) => (argument === 'x86_64' ? 'i686' : argument)),
        ],
        { ...process.env, HOME: folder },
        folder,
      );
      assert.equal(exit, 0, `${name}: ${err}`);
    }
  });
});
