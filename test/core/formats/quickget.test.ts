import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { quickget } from '../../../core/formats/quickget.ts';
import { oneImage, someDigest } from './one-image.ts';
import { HOSTILE, textOf } from './sample-images.ts';

const GUESTS = ['freebsd', 'ghostbsd', 'bsd', 'haiku', 'solaris', 'reactos'] as const;

/** What its reader takes of the fields that are written. */
const Systems = z.array(
  z.strictObject({
    name: z.string(),
    pretty_name: z.string(),
    homepage: z.string(),
    description: z.string(),
    releases: z.array(
      z.strictObject({
        release: z.string(),
        edition: z.string(),
        os: z.enum(GUESTS).optional(),
        arch: z.enum(['aarch64', 'riscv64']).optional(),
        iso: z.array(
          z.strictObject({
            web: z.strictObject({
              url: z.url(),
              // It tells the algorithm by the length, and stops at one that it does not know.
              checksum: z.string().regex(/^(?:[0-9a-f]{64}|[0-9a-f]{128})$/),
            }),
          }),
        ),
      }),
    ),
  }),
);

const iso = oneImage({
  artifact: { file: 'a.iso', format: 'iso' },
  stream: { stream: 'dvd', kind: 'installer' },
});

describe('quickget', () => {
  test('writes the installers and live images of each system', async () => {
    const text = await textOf(quickget);
    assert.equal(
      text,
      `[
  {
    "name": "example",
    "pretty_name": ${JSON.stringify(`Example OS ${HOSTILE}`)},
    "homepage": "https://example.org/",
    "description": "An example.",
    "releases": [
      {
        "release": "26.04",
        "edition": "installer",
        "iso": [
          {
            "web": {
              "url": "https://images.example.org/20260720/example-26.04-amd64.iso",
              "checksum": "46bc4c216efad9c11a40f0dbd872e900bf4638ba5e854ec37981a057301d8251"
            }
          }
        ]
      }
    ]
  }
]
`,
    );
    Systems.parse(JSON.parse(text));
  });

  test('makes an edition of each disc of a set, and names an architecture that is not the usual one', async () => {
    const second = { ...iso, artifact: { ...iso.artifact, file: 'b.iso', digest: someDigest('sha512') } };
    const arm = { ...iso, artifact: { ...iso.artifact, arch: 'arm64' as const } };
    const systems = Systems.parse(JSON.parse(await textOf(quickget, [iso, second, arm])));
    assert.deepEqual(
      systems[0]?.releases.map(({ edition, arch }) => [edition, arch]),
      [
        ['dvd', undefined],
        ['dvd-b.iso', undefined],
        ['dvd', 'aarch64'],
      ],
    );
  });

  test('names a guest that is no Linux', async () => {
    const guestOf = async (product: string, family: string) => {
      const image = { ...iso, product: { ...iso.product, product, family } };
      const systems = Systems.parse(JSON.parse(await textOf(quickget, [image])));
      return systems[0]?.releases[0]?.os;
    };
    assert.equal(await guestOf('freebsd', 'bsd'), 'freebsd');
    assert.equal(await guestOf('openbsd', 'bsd'), 'bsd');
    assert.equal(await guestOf('omnios', 'illumos'), 'solaris');
    assert.equal(await guestOf('debian', 'linux'), undefined);
  });

  test('refuses what quickget cannot boot or check', () => {
    const other = { ...iso, product: { ...iso.product, family: 'other' } };
    const withArtifact = (change: Partial<typeof iso.artifact>) => ({
      ...iso,
      artifact: { ...iso.artifact, ...change },
    });
    const refused = [
      { ...iso, build: { ...iso.build, withdrawn: '2026-07-21' } },
      oneImage(),
      other,
      withArtifact({ format: 'raw' }),
      withArtifact({ compression: 'xz' }),
      withArtifact({ digest: someDigest('sha384') }),
      withArtifact({ arch: 'ppc64le' }),
      iso,
    ].map((image) => quickget.refuse?.(image));
    assert.deepEqual(refused, [
      'expected an image that can be had, found one withdrawn on 2026-07-21',
      'expected an image of kind installer or live, found cloud',
      'expected a system that quickget knows, found one of family other',
      'expected iso, found raw',
      'expected iso, found iso in xz',
      'expected a digest by sha256 or sha512, found sha384',
      'expected the architecture x86_64 or aarch64 or riscv64, found ppc64le',
      undefined,
    ]);
  });
});
