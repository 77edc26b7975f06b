import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { packer } from '../../../core/formats/packer.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { startTestServer } from '../../test-server.ts';
import { oneImage, someDigest } from './one-image.ts';
import { HOSTILE, sampleImages, textOf } from './sample-images.ts';

const ISO = Buffer.from('an image');

test('an image is an entry of a local map with what a source asks for', async () => {
  const image = oneImage({ artifact: { digest: someDigest('sha256') }, stream: { login: '${example}' } });
  assert.equal(
    await textOf(packer, [image]),
    `{"locals":{"osdex_images":{
"example/26.04/cloud/20260720/example-20260720-amd64.qcow2":{"iso_url":"https://images.example.org/20260720/example-20260720-amd64.qcow2","iso_urls":["https://images.example.org/20260720/example-20260720-amd64.qcow2"],"iso_checksum":"${someDigest('sha256')}","disk_image":true,"product":"example","release":"26.04","stream":"cloud","kind":"cloud","login":"$\${example}","serial":"20260720","arch":"amd64","format":"qcow2","size":1000000}
}}}
`,
  );
});

test('what Packer could not use is refused', () => {
  const refusal = (changes: Parameters<typeof oneImage>[0]): unknown => packer.refuse?.(oneImage(changes));
  assert.equal(refusal({}), undefined);
  assert.equal(refusal({ artifact: { digest: someDigest('sha512') } }), undefined);
  assert.equal(
    refusal({ artifact: { digest: someDigest('sha384') } }),
    'expected a digest by md5 or sha1 or sha256 or sha512, found sha384',
  );
  assert.equal(
    refusal({ artifact: { compression: 'xz' } }),
    'expected iso or qcow2 or raw or vmdk or vhd or vhdx or vdi, found qcow2 in xz',
  );
  assert.equal(
    refusal({ artifact: { format: 'rootfs' } }),
    'expected iso or qcow2 or raw or vmdk or vhd or vhdx or vdi, found rootfs',
  );
  assert.equal(
    refusal({ build: { withdrawn: '2026-07-22' } }),
    'expected an image that can be had, found one withdrawn on 2026-07-22',
  );
  assert.equal(
    refusal({ stream: { login: '{{env `HOME`}}' } }),
    'expected a login and addresses without {{, found "{{env `HOME`}}"',
  );
  assert.equal(
    refusal({ build: { url: 'https://images.example.org/a//b/' } }),
    'expected an address without an empty folder, found "https://images.example.org/a//b/example-20260720-amd64.qcow2"',
  );
});

/** Says that it is qemu, and starts nothing: Packer has downloaded and proven the image by then. */
const NO_QEMU =
  '#!/bin/sh\nif [ "$1" = -version ]; then echo "QEMU emulator version 7.2.0"; else exit 1; fi\n';

function templateOf({ id }: Image): string {
  const of = `local.osdex_images["${id}"]`;
  return `source "qemu" "example" {
  iso_url       = ${of}.iso_url
  iso_checksum  = ${of}.iso_checksum
  disk_image    = ${of}.disk_image
  vm_name       = ${of}.login
  communicator  = "none"
  headless      = true
  qemu_binary   = "./qemu"
}
build { sources = ["source.qemu.example"] }
`;
}

/** What Packer says of a template that takes the first of these images, and what it keeps of downloads. */
async function runPacker(
  t: TestContext,
  command: 'validate' | 'build',
  images: readonly [Image, ...Image[]],
) {
  const folder = await temporaryFolder(t, {
    'osdex.pkr.json': await textOf(packer, images),
    'example.pkr.hcl': templateOf(images[0]),
    qemu: NO_QEMU,
  });
  await chmod(join(folder, 'qemu'), 0o755);
  const cache = join(folder, 'cache');
  const env = {
    ...{ PATH: process.env['PATH'], HOME: folder, TMPDIR: folder },
    ...{ CHECKPOINT_DISABLE: '1', PACKER_CACHE_DIR: cache },
  };
  const output = await new Promise<string>((resolve) => {
    execFile('packer', [command, '.'], { cwd: folder, env, timeout: 30_000 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
  const kept = (await readdir(cache).catch(() => [])).filter((name) => name.endsWith('.iso'));
  return { output, kept: await Promise.all(kept.map((name) => readFile(join(cache, name)))) };
}

function servedAt(origin: string, digest: Image['artifact']['digest']): Image {
  return oneImage({
    artifact: { file: 'example.iso', format: 'iso', digest },
    build: { url: `${origin}/20260720/` },
  });
}

test('Packer takes a hostile login for the text it is', { skip: absent('packer') }, async (t) => {
  const login = HOSTILE.replace('{{x}}', '');
  const images = [oneImage({ stream: { login } }), ...sampleImages().slice(1)] as const;
  assert.deepEqual(await runPacker(t, 'validate', images), { output: '', kept: [] });
});

test(
  'Packer keeps the image that it downloads when its digest is right',
  { skip: absent('packer') },
  async (t) => {
    const { origin } = await startTestServer(t, (_request, response) => response.end(ISO));
    const { output, kept } = await runPacker(t, 'build', [servedAt(origin, digestOf(ISO))]);
    assert.match(output, /Starting VM/);
    assert.deepEqual(kept, [ISO]);
  },
);

test('Packer refuses the image when one digit is another', { skip: absent('packer') }, async (t) => {
  const { origin } = await startTestServer(t, (_request, response) => response.end(ISO));
  const right = digestOf(ISO);
  const digest = `${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}` as Image['artifact']['digest'];
  const { output, kept } = await runPacker(t, 'build', [servedAt(origin, digest)]);
  assert.match(output, /Checksums did not match/);
  assert.doesNotMatch(output, /Starting VM/);
  assert.deepEqual(kept, []);
});
