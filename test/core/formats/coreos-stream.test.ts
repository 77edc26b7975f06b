import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { coreosStream } from '../../../core/formats/coreos-stream.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { oneImage, someDigest } from './one-image.ts';
import { exportOf } from './sample-images.ts';

/** What programs for Fedora CoreOS read of a stream. */
const Stream = z.strictObject({
  stream: z.string(),
  metadata: z.strictObject({ 'last-modified': z.iso.datetime(), generator: z.string() }),
  architectures: z.record(
    z.string(),
    z.strictObject({
      artifacts: z.record(
        z.string(),
        z.strictObject({
          release: z.string(),
          formats: z.record(
            z.string(),
            z.record(
              z.string(),
              z.strictObject({
                location: z.url(),
                signature: z.url().optional(),
                sha256: z.string().regex(/^[0-9a-f]{64}$/),
              }),
            ),
          ),
        }),
      ),
    }),
  ),
});

async function streamOf(...images: readonly Image[]) {
  const [text = ''] = (await exportOf(coreosStream, images)).values();
  return Stream.parse(JSON.parse(text));
}

describe('coreos-stream', () => {
  test('writes a file of each release', async () => {
    const files = await exportOf(coreosStream);
    assert.deepEqual([...files.keys()], ['example/26.04.json', 'example/25.10.json']);
    assert.equal(
      files.get('example/25.10.json'),
      `{
  "stream": "25.10",
  "metadata": {
    "last-modified": "2025-10-20T00:00:00Z",
    "generator": "osdex 0.0.0"
  },
  "architectures": {
    "x86_64": {
      "artifacts": {
        "cloud": {
          "release": "20251020",
          "formats": {
            "qcow2": {
              "disk": {
                "location": "https://images.example.org/20251020/example-20251020-amd64.qcow2",
                "sha256": "950ed4029ad4fab4044c79cfc1501b9a03d42f8464d4a9e1754a9aca4fc9bf36"
              }
            }
          }
        }
      }
    }
  }
}
`,
    );
    for (const text of files.values()) Stream.parse(JSON.parse(text));
  });

  test('has the newest build of each stream, by format and compression', async () => {
    const { metadata, architectures } = Stream.parse(
      JSON.parse((await exportOf(coreosStream)).get('example/26.04.json') ?? ''),
    );
    assert.equal(metadata['last-modified'], '2026-07-20T00:00:00Z');
    const found = Object.entries(architectures).flatMap(([arch, { artifacts }]) =>
      Object.entries(artifacts).map(([stream, { release, formats }]) =>
        [arch, stream, release, ...Object.keys(formats)].join(' '),
      ),
    );
    assert.deepEqual(found, [
      'x86_64 cloud 20260720 qcow2',
      'x86_64 installer 20260720 iso',
      'aarch64 cloud 20260720 qcow2',
      'aarch64 board 20260719 raw.xz',
    ]);
  });

  test('puts what boots from the network together, and the discs of a set side by side', async () => {
    const file = (name: string, format: Image['artifact']['format']) =>
      oneImage({ artifact: { file: name, format } });
    const { architectures } = await streamOf(
      ...[file('vmlinuz', 'kernel'), file('initrd.gz', 'initrd')],
      ...[file('disc-1.iso', 'iso'), file('disc-2.iso', 'iso')],
    );
    const { formats = {} } = architectures['x86_64']?.artifacts['cloud'] ?? {};
    assert.deepEqual(
      Object.entries(formats).map(([format, parts]) => [format, ...Object.keys(parts)]),
      [
        ['pxe', 'kernel', 'initramfs'],
        ['iso', 'disk', 'disc-2.iso'],
      ],
    );
  });

  test('names a signature over the image itself, and none over a sums file', async () => {
    const { build, artifact } = oneImage();
    const verification = { ...build.verification, signature: 'a.sig', sumsDigest: artifact.digest };
    const movedTo = 'https://archive.example.org/';
    const own = oneImage({ build: { verification, movedTo } });
    const diskOf = ({ architectures }: z.infer<typeof Stream>) =>
      architectures['x86_64']?.artifacts['cloud']?.formats['qcow2']?.['disk'];
    assert.equal(diskOf(await streamOf(own))?.signature, 'https://archive.example.org/a.sig');
    assert.equal(diskOf(await streamOf(oneImage()))?.signature, undefined);
  });

  test('takes a stream of any name', async () => {
    const { architectures } = await streamOf(oneImage({ stream: { stream: 'constructor' } }));
    assert.deepEqual(Object.keys(architectures['x86_64']?.artifacts ?? {}), ['constructor']);
  });

  test('refuses what the format has no place for', () => {
    const refused = [
      oneImage({ build: { withdrawn: '2026-07-21' } }),
      oneImage({ artifact: { format: 'rootfs', compression: 'tar.xz' } }),
      oneImage({ artifact: { format: 'kernel', compression: 'gz' } }),
      oneImage({ artifact: { digest: someDigest('sha512') } }),
      oneImage({ artifact: { arch: 'all' } }),
      oneImage(),
    ].map((image) => coreosStream.refuse?.(image));
    assert.deepEqual(refused, [
      'expected an image that can be had, found one withdrawn on 2026-07-21',
      'expected a disk, a kernel or an initrd, found rootfs in tar.xz',
      'expected a disk, a kernel or an initrd, found kernel in gz',
      'expected a digest by sha256, found sha512',
      'expected one architecture, found that the file suits all',
      undefined,
    ]);
  });

  test('jq finds a disk as in the streams of Fedora CoreOS', { skip: absent('jq') }, async () => {
    const input = (await exportOf(coreosStream)).get('example/26.04.json');
    const disk = '.architectures.x86_64.artifacts.cloud.formats.qcow2.disk | .location, .sha256';
    const { stdout } = spawnSync('jq', ['-r', disk], { input, encoding: 'utf8', timeout: 20_000 });
    assert.equal(
      stdout,
      `https://images.example.org/20260720/example-20260720-amd64.qcow2
5a1b9cda37ca170520a91100c450cdc55dbb63eb7442aec3633427d63fbd129e
`,
    );
  });
});
