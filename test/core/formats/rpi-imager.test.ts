import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { Ajv } from 'ajv';
import { digestOf } from '../../../core/digest.ts';
import { rpiImager } from '../../../core/formats/rpi-imager.ts';
import type { Image } from '../../../core/image.ts';
import type { Artifact, Build } from '../../../core/release.ts';
import { RECORDED } from '../../recorded.ts';
import { makeArtifact } from '../../test-release.ts';
import { exportOf, HOSTILE, sampleImages, textOf } from './sample-images.ts';

const RAW = { format: 'raw', arch: 'arm64', size: 3_000_000 } as const;

/** A sample's board image, with another file and build. */
function boardImage(artifact: Artifact, build: Partial<Build> = {}): Image {
  const board = sampleImages().find(({ stream }) => stream.kind === 'board');
  assert.ok(board);
  return { ...board, build: { ...board.build, ...build }, artifact };
}

const PLAIN = boardImage(makeArtifact('example.img', RAW));

test('an uncompressed board image becomes an entry, whose digest is that of what is unpacked', async () => {
  const image = { ...PLAIN, product: { ...PLAIN.product, name: 'Example OS' } };
  const sha256 = image.artifact.digest.slice('sha256:'.length);
  assert.equal(
    await textOf(rpiImager, [image]),
    `{
  "os_list": [
    {
      "name": "Example OS 26.04, Board image (arm64)",
      "description": "An example.",
      "icon": "https://osdex.example/icon.svg",
      "website": "https://example.org/",
      "url": "https://images.example.org/20260719/example.img",
      "extract_size": 3000000,
      "extract_sha256": "${sha256}",
      "image_download_size": 3000000,
      "image_download_sha256": "${sha256}",
      "release_date": "2026-07-19",
      "architecture": "armv8",
      "devices": []
    }
  ]
}
`,
  );
  const [withoutSite = ''] = (await exportOf(rpiImager, [image], { siteUrl: undefined })).values();
  assert.match(withoutSite, /"icon": "icons\/use_custom\.png"/);
});

test('what would have to be unpacked first, and what no Raspberry Pi starts, is refused', () => {
  const refusal = (more: Partial<Artifact>, build: Partial<Build> = {}): string | undefined =>
    rpiImager.refuse?.(boardImage(makeArtifact('example.img', { ...RAW, ...more }), build));
  assert.equal(refusal({}), undefined);
  assert.equal(refusal({ compression: 'xz' }), 'expected raw or iso, found raw in xz');
  assert.equal(
    refusal({ digest: digestOf(Buffer.from('x'), 'sha512') }),
    'expected a digest by sha256, found sha512',
  );
  assert.equal(refusal({ arch: 'riscv64' }), 'expected an architecture of Raspberry Pis, found riscv64');
  assert.match(refusal({ size: undefined }) ?? '', /^expected a known size/);
  assert.match(refusal({}, { published: undefined }) ?? '', /^expected a known day of publication/);
  assert.match(refusal({}, { withdrawn: '2026-07-22' }) ?? '', /withdrawn on 2026-07-22$/);
  const [cloud] = sampleImages();
  assert.equal(cloud && rpiImager.refuse?.(cloud), 'expected an image of kind board, found cloud');
});

const SCHEMA = join(RECORDED, 'schemas/rpi-imager/os-list-schema.json');
const withoutSchema = existsSync(SCHEMA)
  ? false
  : `no schema of Raspberry Pi Imager at ${SCHEMA}; OSDEX_RECORDED names the folder of recorded files`;

test(
  'the schema of Raspberry Pi Imager finds it valid, and not without an icon',
  { skip: withoutSchema },
  async () => {
    const schema = JSON.parse(await readFile(SCHEMA, 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    const list = JSON.parse(await textOf(rpiImager, [PLAIN])) as {
      os_list: { name: string; icon?: string }[];
    };
    assert.ok(validate(list), JSON.stringify(validate.errors));
    assert.equal(list.os_list[0]?.name, `Example OS ${HOSTILE} 26.04, Board image (arm64)`);
    delete list.os_list[0]?.icon;
    assert.equal(validate(list), false);
  },
);
