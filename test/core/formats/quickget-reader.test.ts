import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quickget } from '../../../core/formats/quickget.ts';
import { readerOfQuickget as reader } from '../../../core/formats/quickget-reader.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyImage, assertComesBack, fileOf, readText } from './foreign-file.ts';

const web = (file: string, more: object = {}) => ({ web: { url: `https://a.example/${file}`, ...more } });

function systemWith(...releases: unknown[]) {
  const name = { name: 'example', pretty_name: 'Example OS' };
  return { ...name, homepage: 'https://example.org/', description: 'An example.', releases };
}

const SYSTEM = {
  product: 'example',
  description: 'An example.',
  homepage: 'https://example.org/',
};

test('each file of a release that can be booted is an image, its digest known by its length', async () => {
  const text = JSON.stringify([
    systemWith(
      {
        release: '26.04',
        edition: 'live',
        iso: [web('a.iso', { checksum: '0A'.repeat(32) }), web('b.iso', { checksum: '0b'.repeat(64) })],
      },
      {
        release: 13,
        arch: 'aarch64',
        img: [web('c.img.xz', { checksum: '0c'.repeat(16), archive_format: 'xz', file_name: 'x' })],
        fixed_iso: [web('d.iso', { checksum: null })],
        floppy: [web('e.img')],
        tpm: true,
      },
    ),
  ]);
  const live = { ...SYSTEM, release: '26.04', stream: 'live', arch: 'x86_64', format: 'iso' };
  const arm = { ...SYSTEM, release: '13', arch: 'aarch64' };
  assert.deepEqual(await readText(reader, text), {
    images: [
      {
        at: '[0].releases[0].iso[0]',
        ...live,
        url: 'https://a.example/a.iso',
        digest: `sha256:${'0a'.repeat(32)}`,
      },
      {
        at: '[0].releases[0].iso[1]',
        ...live,
        url: 'https://a.example/b.iso',
        digest: `sha512:${'0b'.repeat(64)}`,
      },
      { at: '[0].releases[1].fixed_iso[0]', ...arm, format: 'iso', url: 'https://a.example/d.iso' },
      {
        at: '[0].releases[1].img[0]',
        ...arm,
        compression: 'xz',
        url: 'https://a.example/c.img.xz',
        digest: `md5:${'0c'.repeat(16)}`,
      },
    ],
    notTaken: [],
  });
});

test('a file that is not as it must be is told, and the others are read', async () => {
  const text = JSON.stringify([
    systemWith({
      release: '1',
      iso: [{ docker: {} }, web('a.iso', { checksum: 'xyz' }), web('a.iso', { url: {} }), web('a.iso')],
    }),
    systemWith({ release: [], iso: [web('a.iso')] }, 'x'),
    { name: 'x', pretty_name: 'x', releases: 'x' },
    'x',
  ]);
  const { images, notTaken } = await readText(reader, text);
  assert.deepEqual(
    images.map(({ at }) => at),
    ['[0].releases[0].iso[3]'],
  );
  assert.deepEqual(notTaken, [
    { at: '[0].releases[0].iso[0]', reason: 'file.web: expected object, found undefined' },
    {
      at: '[0].releases[0].iso[1]',
      reason: 'file.web.checksum: expected a digest by sha512, sha384, sha256, sha1, md5, found "xyz"',
    },
    { at: '[0].releases[0].iso[2]', reason: 'file.web.url: expected a text, found an object' },
    { at: '[1].releases[0].iso[0]', reason: 'release.release: expected a text, found a list' },
    { at: '[2]', reason: 'release: expected object, found string' },
    { at: '[3]', reason: 'system: expected object, found string' },
  ]);
});

test('a file that is another thing is refused', () => {
  for (const text of ['{', '{}', '1']) assert.throws(() => reader.read(fileOf(text)), { code: 'usage' });
});

/** It names systems by our ids; it says neither a serial nor a size. */
test('what is written comes back: product, release, stream, architecture, format, address and digest', async () => {
  const images = anyImage({
    kind: 'live',
    format: 'iso',
    algorithms: ['sha256', 'sha512'],
    archs: ['amd64', 'arm64', 'riscv64'],
  });
  const carried = ['product', 'release', 'stream', 'arch', 'url', 'digest'] as const;
  await fc.assert(
    fc.asyncProperty(images, (image) =>
      assertComesBack(quickget, reader, image, carried, { product: 'debian' }),
    ),
    tries(100),
  );
});
