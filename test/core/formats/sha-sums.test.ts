import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import type { Digest } from '../../../core/digest.ts';
import { sha256sums } from '../../../core/formats/sha256sums.ts';
import { sha512sums } from '../../../core/formats/sha512sums.ts';
import { artifactId } from '../../../core/release.ts';
import type { Image } from '../../../core/image.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { plainImages } from './plain-images.ts';
import { sampleImages, textOf } from './sample-images.ts';

const FORMATS = [
  { format: sha256sums, algorithm: 'sha256' },
  { format: sha512sums, algorithm: 'sha512' },
] as const;

test('a list of sums has the digest and the id of each image whose digest is by its algorithm', async () => {
  const [known, withdrawn] = plainImages();
  const standing = { ...withdrawn, build: { ...withdrawn.build } };
  delete standing.build.withdrawn;
  const images = [known, standing];
  assert.equal(
    await textOf(sha256sums, images),
    `${'0a'.repeat(32)}  example/26.10/cloud/20260720/a.img.xz\n`,
  );
  assert.equal(await textOf(sha512sums, images), `${'0b'.repeat(64)}  example/26.10/live/1e3/b.iso\n`);
});

test('a list of sums refuses another algorithm, and what cannot be had', () => {
  const [known, withdrawn] = plainImages();
  const digest = `md5:${'0c'.repeat(16)}` as Digest;
  assert.equal(sha256sums.refuse?.(known), undefined);
  assert.equal(sha512sums.refuse?.(known), 'expected a digest by sha512, found sha256');
  assert.equal(
    sha256sums.refuse?.({ ...known, artifact: { ...known.artifact, digest } }),
    'expected a digest by sha256, found md5',
  );
  assert.equal(
    sha512sums.refuse?.(withdrawn),
    'expected an image that can be had, found one withdrawn on 2026-07-25',
  );
});

for (const { format, algorithm } of FORMATS) {
  test(
    `${algorithm}sum checks files under their ids, and refuses what was changed`,
    { skip: absent(`${algorithm}sum`, 'coreutils') },
    async (t) => {
      const files = [hashed(algorithm, 'amd64', 'one'), hashed(algorithm, 'arm64', 'two')];
      const [one, two] = files;
      const list = await textOf(
        format,
        files.map(({ image }) => image),
      );
      const folder = await temporaryFolder(t, {
        SUMS: list,
        TAMPERED: list.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
        ...Object.fromEntries(files.map(({ image, bytes }) => [image.id, bytes])),
      });
      const check = (sums: string, ...more: string[]) => {
        const args = ['-c', '--strict', '--quiet', ...more, sums];
        return spawnSync(`${algorithm}sum`, args, {
          cwd: folder,
          timeout: 20_000,
          encoding: 'utf8',
          env: { ...process.env, LC_ALL: 'C' },
        });
      };
      const passed = check('SUMS');
      assert.deepEqual([passed.status, passed.stdout, passed.stderr], [0, '', '']);
      const tampered = check('TAMPERED');
      assert.deepEqual([tampered.status, tampered.stdout], [1, `${one?.image.id}: FAILED\n`]);
      await writeFile(join(folder, two?.image.id ?? ''), 'changed');
      assert.deepEqual([check('SUMS').status, check('SUMS').stdout], [1, `${two?.image.id}: FAILED\n`]);
      await rm(join(folder, two?.image.id ?? ''));
      assert.equal(check('SUMS').status, 1);
      assert.equal(check('SUMS', '--ignore-missing').status, 0);
    },
  );
}

/** Two of these share a file name, and have their own places all the same. */
function hashed(algorithm: 'sha256' | 'sha512', path: string, text: string): { image: Image; bytes: Buffer } {
  const bytes = Buffer.from(text);
  const [image] = sampleImages();
  assert.ok(image !== undefined);
  const artifact = {
    ...image.artifact,
    file: 'same.img',
    path: `${path}/same.img`,
    digest: digestOf(bytes, algorithm),
  };
  return { image: { ...image, artifact, id: artifactId(image.release, image.build, artifact) }, bytes };
}
