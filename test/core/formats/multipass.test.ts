import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { multipass } from '../../../core/formats/multipass.ts';
import { oneImage, someDigest } from './one-image.ts';
import { HOSTILE, textOf } from './sample-images.ts';

/** What its reader takes: an entry with a field of another type makes it drop the whole list. */
const Distributions = z.record(
  z.string(),
  z.strictObject({
    aliases: z.string(),
    os: z.string(),
    release: z.string(),
    release_codename: z.string(),
    release_title: z.string(),
    items: z.partialRecord(
      z.enum(['x86_64', 'arm64']),
      z.strictObject({
        id: z.string().regex(/^(?:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/),
        image_location: z.url(),
        size: z.int32().optional(),
        version: z.string(),
      }),
    ),
  }),
);

describe('multipass', () => {
  test('writes the newest image of each stream and architecture', async () => {
    const text = await textOf(multipass);
    assert.equal(
      text,
      `{
  "example-26.04-cloud": {
    "aliases": "example-26.04-cloud",
    "os": ${JSON.stringify(`Example OS ${HOSTILE}`)},
    "release": "example-26.04-cloud",
    "release_codename": "emu",
    "release_title": "26.04 cloud",
    "items": {
      "x86_64": {
        "id": "5a1b9cda37ca170520a91100c450cdc55dbb63eb7442aec3633427d63fbd129e",
        "image_location": "https://images.example.org/20260720/example-20260720-amd64.qcow2",
        "size": 1000000,
        "version": "20260720"
      },
      "arm64": {
        "id": "431a6b780af3425235dafd5d1197327ff02438dbea9d01f3ceb6055101e9e11b",
        "image_location": "https://images.example.org/20260720/example-20260720-arm64.qcow2",
        "size": 2000000,
        "version": "20260720"
      }
    }
  },
  "example-25.10-cloud": {
    "aliases": "example-25.10-cloud",
    "os": ${JSON.stringify(`Example OS ${HOSTILE}`)},
    "release": "example-25.10-cloud",
    "release_codename": "dodo",
    "release_title": "25.10 cloud",
    "items": {
      "x86_64": {
        "id": "950ed4029ad4fab4044c79cfc1501b9a03d42f8464d4a9e1754a9aca4fc9bf36",
        "image_location": "https://images.example.org/20251020/example-20251020-amd64.qcow2",
        "version": "20251020"
      }
    }
  }
}
`,
    );
  });

  test('names sha512 before its digits, and leaves out a size that its reader cannot hold', async () => {
    const digest = someDigest('sha512');
    const text = await textOf(multipass, [oneImage({ artifact: { digest, size: 2 ** 31 } })]);
    const { items } = Distributions.parse(JSON.parse(text))['example-26.04-cloud'] ?? {};
    assert.equal(items?.x86_64?.id, digest);
    assert.equal(items?.x86_64?.size, undefined);
    const most = await textOf(multipass, [oneImage({ artifact: { size: 2 ** 31 - 1 } })]);
    assert.equal(
      Distributions.parse(JSON.parse(most))['example-26.04-cloud']?.items.x86_64?.size,
      2 ** 31 - 1,
    );
  });

  test('refuses what Multipass cannot use', () => {
    const bsd = oneImage();
    const refused = [
      oneImage({ build: { withdrawn: '2026-07-21' } }),
      oneImage({ stream: { kind: 'live' } }),
      { ...bsd, product: { ...bsd.product, family: 'bsd' } },
      oneImage({ artifact: { format: 'raw' } }),
      oneImage({ artifact: { digest: someDigest('sha384') } }),
      oneImage({ artifact: { arch: 's390x' } }),
      oneImage(),
    ].map((image) => multipass.refuse?.(image));
    assert.deepEqual(refused, [
      'expected an image that can be had, found one withdrawn on 2026-07-21',
      'expected an image of kind cloud, found live',
      'expected a Linux system, found one of family bsd',
      'expected qcow2, found raw',
      'expected a digest by sha256 or sha512, found sha384',
      'expected the architecture amd64 or arm64, found s390x',
      undefined,
    ]);
  });
});
