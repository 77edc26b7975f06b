import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { digestOf } from '../../../core/digest.ts';
import { vagrant } from '../../../core/formats/vagrant.ts';
import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import type { Artifact, Build } from '../../../core/release.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { startTestServer } from '../../test-server.ts';
import { exportOf, HOSTILE, sampleImages } from './sample-images.ts';

const run = promisify(execFile);

function boxImages(builds: Build[], name = 'Example OS'): Image[] {
  const product = makeProduct({ name, streams: [{ stream: 'box', title: 'Vagrant box', kind: 'cloud' }] });
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const entry = { product, releases: [makeRelease('26.04', builds)] };
  return selectImages({ products: [entry], health }, { facets: {} }, '2026-07-25');
}

function boxBuild(serial: string, artifacts: Artifact[], more: Partial<Build> = {}): Build {
  return makeBuild(serial, { stream: 'box', artifacts, ...more });
}

function makeBox(file: string, more: Partial<Artifact> = {}): Artifact {
  return makeArtifact(file, { format: 'box', ...more });
}

test('a stream becomes a catalog of a box, with a version for each serial', async () => {
  const amd = makeBox('example-amd64.vagrant-libvirt.box');
  const arm = makeBox('example-arm64.vagrant-libvirt.box', { arch: 'arm64' });
  const old = makeBox('Example-Vagrant-VirtualBox.box', {
    digest: digestOf(Buffer.from('old'), 'sha512'),
  });
  const images = boxImages([boxBuild('20260720.1', [amd, arm]), boxBuild('20260601', [old])]);
  const files = await exportOf(vagrant, images);
  assert.deepEqual([...files.keys()], ['example/26.04/box.json']);
  assert.equal(
    files.get('example/26.04/box.json'),
    `{
  "name": "example-26.04-box",
  "description": "Example OS 26.04: Vagrant box",
  "versions": [
    {
      "version": "20260720.1",
      "providers": [
        {
          "name": "libvirt",
          "url": "https://images.example.org/20260720.1/example-arm64.vagrant-libvirt.box",
          "checksum": "${arm.digest.slice('sha256:'.length)}",
          "checksum_type": "sha256",
          "architecture": "arm64"
        },
        {
          "name": "libvirt",
          "url": "https://images.example.org/20260720.1/example-amd64.vagrant-libvirt.box",
          "checksum": "${amd.digest.slice('sha256:'.length)}",
          "checksum_type": "sha256",
          "architecture": "amd64"
        }
      ]
    },
    {
      "version": "20260601",
      "providers": [
        {
          "name": "virtualbox",
          "url": "https://images.example.org/20260601/Example-Vagrant-VirtualBox.box",
          "checksum": "${old.digest.slice('sha512:'.length)}",
          "checksum_type": "sha512",
          "architecture": "amd64"
        }
      ]
    }
  ]
}
`,
  );
});

test('what Vagrant could not use is refused', () => {
  const refusals = (artifact: Artifact, more: Partial<Build> = {}, serial = '20260720'): unknown[] =>
    boxImages([boxBuild(serial, [artifact], more)]).map((image) => vagrant.refuse?.(image));
  const withoutProvider =
    "expected a file whose name says for which provider of Vagrant's it is, found one that does not";
  assert.deepEqual(refusals(makeBox('example.libvirt.box')), [undefined]);
  assert.deepEqual(refusals(makeBox('example.box')), [withoutProvider]);
  assert.deepEqual(refusals(makeBox('example.libvirt.virtualbox.box')), [withoutProvider]);
  assert.deepEqual(refusals(makeBox('example.libvirt.box', { arch: 'all' })), [
    'expected a box for one architecture, found one for all',
  ]);
  assert.deepEqual(refusals(makeArtifact('example.libvirt.qcow2')), ['expected box, found qcow2']);
  assert.deepEqual(refusals(makeBox('example.libvirt.box.xz', { compression: 'xz' })), [
    'expected box, found box in xz',
  ]);
  assert.deepEqual(refusals(makeBox('example.libvirt.box'), { withdrawn: '2026-07-22' }), [
    'expected an image that can be had, found one withdrawn on 2026-07-22',
  ]);
  assert.deepEqual(refusals(makeBox('example.libvirt.box'), {}, '2026-07~rc1'), [
    'expected a serial such as 20260720 or 1.7.0, found 2026-07~rc1',
  ]);
});

test('of images without a box nothing is written, and a hostile name stays a text', async () => {
  assert.deepEqual(await exportOf(vagrant, sampleImages()), new Map());
  const images = boxImages([boxBuild('20260720', [makeBox('a.libvirt.box')])], HOSTILE);
  const [text = ''] = (await exportOf(vagrant, images)).values();
  assert.equal((JSON.parse(text) as { description: string }).description, `${HOSTILE} 26.04: Vagrant box`);
});

/** A box that Vagrant takes, of nothing. */
async function writeBox(t: TestContext, arch: string): Promise<Buffer> {
  const folder = await temporaryFolder(t, {
    'metadata.json': JSON.stringify({ provider: 'libvirt', format: 'qcow2', virtual_size: 1 }),
    'box.img': `of ${arch}`,
  });
  await run('tar', ['-C', folder, '-czf', join(folder, 'my.box'), 'metadata.json', 'box.img']);
  return readFile(join(folder, 'my.box'));
}

test(
  'Vagrant adds the box of the newest version for amd64, and refuses one whose digest was changed',
  { skip: absent('vagrant') || absent('tar'), timeout: 120_000 },
  async (t) => {
    const boxes = { amd64: await writeBox(t, 'amd64'), arm64: await writeBox(t, 'arm64') };
    const { origin } = await startTestServer(t, ({ url = '' }, response) => {
      if (/\/20260720\/amd64\./.test(url)) response.end(boxes.amd64);
      else if (/\/20260720\/arm64\./.test(url)) response.end(boxes.arm64);
      else response.writeHead(404).end();
    });
    const artifacts = (['amd64', 'arm64'] as const).map((arch) =>
      makeBox(`${arch}.libvirt.box`, { arch, digest: digestOf(boxes[arch]) }),
    );
    const images = boxImages([
      boxBuild('20260720', artifacts, { url: `${origin}/20260720/` }),
      boxBuild('20260601', artifacts, { url: `${origin}/20260601/` }),
    ]);
    const [catalog = ''] = (await exportOf(vagrant, images)).values();
    const digit = artifacts[0]?.digest.at(-1) === '0' ? '1' : '0';
    const hex = artifacts[0]?.digest.slice('sha256:'.length) ?? '';
    const tampered = catalog.replace(hex, hex.slice(0, -1) + digit);
    const folder = await temporaryFolder(t, { 'good.json': catalog, 'tampered.json': tampered });
    const env = {
      ...process.env,
      VAGRANT_HOME: join(folder, 'home'),
      VAGRANT_CHECKPOINT_DISABLE: '1',
      VAGRANT_CWD: folder,
    };
    const options = { env, cwd: folder, timeout: 50_000 };
    await assert.rejects(
      run('vagrant', ['box', 'add', join(folder, 'tampered.json')], options),
      /checksum of the downloaded box did not match/,
    );
    await run('vagrant', ['box', 'add', join(folder, 'good.json')], options);
    const added = await readFile(
      join(folder, 'home/boxes/example-26.04-box/20260720/libvirt/box.img'),
      'utf8',
    );
    assert.equal(added, 'of amd64');
  },
);
