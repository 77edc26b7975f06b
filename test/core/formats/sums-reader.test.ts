import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDigest } from '../../../core/digest-text.ts';
import { readerOfSha256sums, readerOfSha512sums } from '../../../core/formats/sums-reader.ts';
import { writeSumsLists } from '../../../core/formats/sums-list.ts';
import { mirrorFileOf } from '../../../core/image.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyCarriedImage } from './carried-image.ts';
import { fileOf } from './foreign-file.ts';

const HEX = '0a'.repeat(32);
const LONG = '0b'.repeat(64);
const ID = 'example/26.10/cloud/20260720/a.img.xz';

const read = (text: string, name = 'sums') => readerOfSha256sums.read(fileOf(text, name));

test('GNU and BSD lines are read, and what our own ids tell', () => {
  const text =
    `\ufeff# comment\n${HEX.toUpperCase()}  ./${ID}\r\n${HEX} *a b.iso\n\n` +
    `SHA512 (example/1/a/2/folder/b.iso) = ${LONG}\n\\${HEX}  a\\\\b\n${HEX}  /srv/a/b/c/d/e.iso\n`;
  assert.deepEqual(read(text), {
    images: [
      {
        at: 'line 2',
        product: 'example',
        release: '26.10',
        stream: 'cloud',
        serial: '20260720',
        file: 'a.img.xz',
        digest: `sha256:${HEX}`,
      },
      { at: 'line 3', file: 'a b.iso', digest: `sha256:${HEX}` },
      {
        at: 'line 5',
        product: 'example',
        release: '1',
        stream: 'a',
        serial: '2',
        file: 'folder/b.iso',
        digest: `sha512:${LONG}`,
      },
      { at: 'line 6', file: 'a\\b', digest: `sha256:${HEX}` },
      { at: 'line 7', file: '/srv/a/b/c/d/e.iso', digest: `sha256:${HEX}` },
    ],
    notTaken: [],
  });
});

test('digits alone are of the file that the name tells', () => {
  assert.deepEqual(read(`${HEX}\n`, 'a.iso.sha256'), {
    images: [{ at: 'line 1', file: 'a.iso', digest: `sha256:${HEX}` }],
    notTaken: [],
  });
});

test('of a clearsigned file only its lines are read', () => {
  const text =
    `-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n${HEX}  a.iso\n` +
    '-----BEGIN PGP SIGNATURE-----\n\niQIzBAEB\n-----END PGP SIGNATURE-----\n';
  assert.deepEqual(read(text), {
    images: [{ at: 'line 4', file: 'a.iso', digest: `sha256:${HEX}` }],
    notTaken: [],
  });
});

test('a line that is none, or whose algorithm is not recorded, is told', () => {
  const text =
    `${HEX}  a.iso\nno checksum\nBLAKE2 (a) = ${LONG}\n# BLAKE2B HASH\n${LONG}  a\n# SHA512 HASH\n` +
    `${HEX}  b\nSHA256 (b) = ${LONG}\n\\${HEX}  a\\b\n${HEX}\n${'x'.repeat(5000)}\n${'0'.repeat(33)}  b\n`;
  assert.deepEqual(read(text), {
    images: [{ at: 'line 1', file: 'a.iso', digest: `sha256:${HEX}` }],
    notTaken: [
      { at: 'line 2', reason: 'expected a checksum line such as "<hex>  <file>", found "no checksum"' },
      { at: 'line 3', reason: 'expected a digest by sha256, sha384, sha512, sha1 or md5, found "BLAKE2"' },
      { at: 'line 5', reason: 'expected a digest by sha256, sha384, sha512, sha1 or md5, found 128 digits' },
      { at: 'line 7', reason: 'expected 128 hex digits of sha512, found 64' },
      { at: 'line 8', reason: 'expected 64 hex digits of sha256, found 128' },
      { at: 'line 9', reason: 'expected the name of a file, found "a\\\\b"' },
      { at: 'line 10', reason: 'expected the name of a file, found ""' },
      { at: 'line 11', reason: 'expected a line of at most 4096 characters, found 5000' },
      { at: 'line 12', reason: 'expected 128 hex digits of sha512, found 33' },
    ],
  });
});

test('another file is refused as a whole, and one with far more other lines too', () => {
  const usage = { code: 'usage', message: /expected checksum lines in sums/ };
  for (const text of ['', 'a: b\n', `${HEX}  a\n${'no\n'.repeat(2000)}`, `${LONG}`])
    assert.throws(() => read(text), usage, text.slice(0, 20));
  assert.throws(() => read(`${LONG}  a\n`, 'b2sums'), { code: 'usage' });
});

test('a file is recognised by the algorithm of its first line', () => {
  const told = [
    fileOf(`# SHA256\n${HEX}  a\n`, 'a'),
    fileOf(`SHA512 (a) = ${LONG}\n`, 'a'),
    fileOf(`${LONG}  a\n`, 'b2sums'),
    fileOf(`<p>${HEX}  a</p>\n`, 'SHA256SUMS'),
    fileOf(`aabbccdd  a\n`, 'a'),
  ].map((file) => [readerOfSha256sums.recognises(file), readerOfSha512sums.recognises(file)]);
  const none = [false, false];
  assert.deepEqual(told, [[true, false], [false, true], none, none, none]);
});

test('sums of a mirror are read again', async () => {
  // Carried: the id's parts and the digest; neither architecture, format, size nor address.
  const check = fc.asyncProperty(anyCarriedImage, async (image) => {
    const [list] = writeSumsLists([mirrorFileOf(image)]).values();
    const { images, notTaken } = await read(list ?? '');
    assert.deepEqual(notTaken, []);
    assert.ok(parseDigest(image.artifact.digest));
    assert.deepEqual(images, [
      {
        at: 'line 1',
        product: image.product.product,
        release: image.release.release,
        stream: image.stream.stream,
        serial: image.build.serial,
        file: image.artifact.file,
        digest: image.artifact.digest,
      },
    ]);
  });
  await fc.assert(check, tries(100));
});
