import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { load } from 'js-yaml';
import { z } from 'zod';
import { lima } from '../../../core/formats/lima.ts';
import { oneImage, someDigest } from './one-image.ts';
import { exportOf, sampleImages } from './sample-images.ts';

/** What limactl takes of a template; it warns of any other field. */
const Template = z.strictObject({
  images: z
    .array(
      z.strictObject({
        location: z.url({ protocol: /^https?$/ }),
        arch: z.enum(['x86_64', 'aarch64', 'armv7l', 'ppc64le', 'riscv64', 's390x']),
        digest: z.string().regex(/^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/),
      }),
    )
    .min(1),
});

describe('lima', () => {
  test('writes a template of each stream, with the newest build for each architecture', async () => {
    const files = await exportOf(lima);
    assert.deepEqual(
      Object.fromEntries(files),
      Object.fromEntries([
        [
          'example/26.04/example-26.04-cloud.yaml',
          `# Written by osdex 0.0.0.
images:
  - location: https://images.example.org/20260720/example-20260720-amd64.qcow2
    arch: x86_64
    digest: sha256:5a1b9cda37ca170520a91100c450cdc55dbb63eb7442aec3633427d63fbd129e
  - location: https://images.example.org/20260720/example-20260720-arm64.qcow2
    arch: aarch64
    digest: sha256:431a6b780af3425235dafd5d1197327ff02438dbea9d01f3ceb6055101e9e11b
`,
        ],
        [
          'example/25.10/example-25.10-cloud.yaml',
          `# Written by osdex 0.0.0.
images:
  - location: https://images.example.org/20251020/example-20251020-amd64.qcow2
    arch: x86_64
    digest: sha256:950ed4029ad4fab4044c79cfc1501b9a03d42f8464d4a9e1754a9aca4fc9bf36
`,
        ],
      ]),
    );
    for (const text of files.values()) Template.parse(load(text));
  });

  test('puts mirrors behind the publisher, with the same digest', async () => {
    const image = oneImage();
    const of = 'https://images.example.org/';
    const product = { ...image.product, mirrors: [{ of, at: ["https://mirror.example/a'b/#:%20/"] }] };
    const [text = ''] = (await exportOf(lima, [{ ...image, product }])).values();
    const { images } = Template.parse(load(text));
    assert.deepEqual(
      images.map(({ location, digest }) => [location, digest]),
      [
        'https://images.example.org/20260720/example-20260720-amd64.qcow2',
        "https://mirror.example/a'b/#:%20/20260720/example-20260720-amd64.qcow2",
      ].map((location) => [location, image.artifact.digest]),
    );
  });

  test('keeps the older build where the newest has no image for an architecture', async () => {
    const old = oneImage({ artifact: { file: 'old.qcow2', arch: 's390x' }, build: { serial: '20260101' } });
    const [text = ''] = (await exportOf(lima, [oneImage(), old])).values();
    assert.deepEqual(
      Template.parse(load(text)).images.map(({ arch }) => arch),
      ['x86_64', 's390x'],
    );
  });

  test('refuses what Lima cannot boot or check', () => {
    const bsd = oneImage();
    const refused = [
      oneImage({ build: { withdrawn: '2026-07-21' } }),
      oneImage({ stream: { kind: 'container' } }),
      { ...bsd, product: { ...bsd.product, family: 'bsd' } },
      oneImage({ artifact: { format: 'vmdk' } }),
      oneImage({ artifact: { compression: 'xz' } }),
      oneImage({ artifact: { digest: someDigest('sha1') } }),
      oneImage({ artifact: { arch: 'i386' } }),
      ...sampleImages().slice(0, 1),
    ].map((image) => lima.refuse?.(image));
    assert.deepEqual(refused, [
      'expected an image that can be had, found one withdrawn on 2026-07-21',
      'expected an image of kind cloud, found container',
      'expected a Linux system, found one of family bsd',
      'expected qcow2 or raw, found vmdk',
      'expected qcow2 or raw, found qcow2 in xz',
      'expected a digest by sha256 or sha384 or sha512, found sha1',
      'expected the architecture x86_64 or aarch64 or armv7l or ppc64le or riscv64 or s390x, found i386',
      undefined,
    ]);
  });
});
