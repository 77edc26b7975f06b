import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { simplestreams } from '../../../core/formats/simplestreams.ts';
import { readerOfSimplestreams as reader } from '../../../core/formats/simplestreams-reader.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyImage, assertComesBack, fileOf, readText } from './foreign-file.ts';

const HEX = '0a'.repeat(32);

const PRODUCT = {
  arch: 'amd64',
  os: 'ubuntu',
  release: 'noble',
  release_codename: 'Noble Numbat',
  release_title: '24.04 LTS',
  version: '24.04',
};

const NAME = 'com.ubuntu.cloud:server:24.04:amd64';

const productsOf = (items: object, product: object = PRODUCT, name = NAME, serial = '20260720'): string =>
  JSON.stringify({
    content_id: 'com.ubuntu.cloud:released:download',
    datatype: 'image-downloads',
    format: 'products:1.0',
    products: { [name]: { ...product, versions: { [serial]: { pubname: 'x', items } } } },
  });

test('images of a version are read, and the files beside them passed over', async () => {
  const items = {
    'disk1.img': { ftype: 'disk1.img', path: 'server/a.img', size: 1000, sha256: HEX, md5: '0b'.repeat(16) },
    manifest: { ftype: 'manifest', path: 'server/a.manifest', size: 1, sha256: HEX },
    'lxd.tar.xz': { ftype: 'lxd.tar.xz', path: 'server/a.tar.xz', size: '1', sha256: HEX },
    squashfs: { path: 'https://a.example/a.squashfs', size: '2000', md5: '0B'.repeat(16) },
  };
  const image = {
    product: 'ubuntu',
    release: '24.04',
    codename: 'Noble Numbat',
    stream: 'server',
    serial: '20260720',
    published: '2026-07-20',
    arch: 'amd64',
  };
  assert.deepEqual(await readText(reader, productsOf(items)), {
    images: [
      {
        at: `products["${NAME}"].versions["20260720"].items["disk1.img"]`,
        ...image,
        format: 'qcow2',
        file: 'a.img',
        sizeBytes: 1000,
        digest: `sha256:${HEX}`,
      },
      {
        at: `products["${NAME}"].versions["20260720"].items["squashfs"]`,
        ...image,
        format: 'squashfs',
        url: 'https://a.example/a.squashfs',
        sizeBytes: 2000,
        digest: `md5:${'0b'.repeat(16)}`,
      },
    ],
    notTaken: [],
  });
});

test('a variant is the stream, and a release without a version stands for it', async () => {
  const product = { arch: 'arm64', os: 'Debian', release: 'trixie', variant: 'cloud' };
  const items = { root: { ftype: 'root.tar.xz', path: 'a/rootfs.tar.xz', sha256: HEX } };
  const { images } = await readText(
    reader,
    productsOf(items, product, 'debian:trixie:arm64:cloud', '20260720_05:24'),
  );
  assert.deepEqual(images, [
    {
      at: 'products["debian:trixie:arm64:cloud"].versions["20260720_05:24"].items["root"]',
      product: 'Debian',
      release: 'trixie',
      stream: 'cloud',
      serial: '20260720_05:24',
      published: '2026-07-20',
      arch: 'arm64',
      format: 'rootfs',
      file: 'rootfs.tar.xz',
      digest: `sha256:${HEX}`,
    },
  ]);
});

test('an item that is not as it must be is told, and the others are read', async () => {
  const bad = [{ size: -1 }, { sha256: HEX.slice(2) }, { sha512: HEX }, { path: {} }];
  const items = Object.fromEntries(
    [{}, ...bad].map((change, index) => [
      `i${index}`,
      { ftype: 'disk1.img', path: 'a.img', sha256: HEX, ...change },
    ]),
  );
  const { images, notTaken } = await readText(reader, productsOf({ ...items, none: 'x' }));
  assert.equal(images.length, 1);
  assert.deepEqual(
    notTaken.map(({ at, reason }) => `${at.slice(-6)} ${reason.split(', found')[0]}`),
    [
      '["i1"] item.size: expected a whole number of bytes',
      '["i2"] item.sha256: expected 64 hex digits of sha256',
      '["i3"] item.sha512: expected 128 hex digits of sha512',
      '["i4"] item.path: expected a text',
    ],
  );
});

test('an index is refused with where its images are, and so is what is another thing', () => {
  const index = {
    format: 'index:1.0',
    index: { a: { path: 'streams/v1/images.json', format: 'products:1.0' } },
  };
  assert.equal(reader.recognises(fileOf(JSON.stringify(index))), true);
  assert.throws(() => reader.read(fileOf(JSON.stringify(index))), {
    code: 'usage',
    message: /found their index; images are in "streams\/v1\/images\.json"$/,
  });
  for (const text of ['{', '[]', '{"format": "products:2.0"}'])
    assert.throws(() => reader.read(fileOf(text)), { code: 'usage' });
});

/** A tree says paths, not addresses: the file's name comes back instead. */
test('what is written comes back: product, release, stream, serial, architecture, format, size and digest', async () => {
  const images = anyImage({
    kind: 'cloud',
    format: 'qcow2',
    algorithms: ['sha256'],
    archs: ['amd64', 'arm64', 'armhf', 'riscv64', 's390x', 'ppc64le', 'i386'],
  }).filter(({ artifact }) => artifact.size !== undefined);
  const carried = ['product', 'release', 'stream', 'serial', 'arch', 'url', 'sizeBytes', 'digest'] as const;
  await fc.assert(
    fc.asyncProperty(images, (image) =>
      assertComesBack(simplestreams, reader, image, carried, { product: 'debian', url: undefined }),
    ),
    tries(100),
  );
});
