import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openstackImageManager } from '../../../core/formats/openstack-image-manager.ts';
import { readerOfOpenstackImageManager as reader } from '../../../core/formats/openstack-image-manager-reader.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyImage, assertComesBack, fileOf, readText } from './foreign-file.ts';

const HEX = '0a'.repeat(32);
const MD5 = '0b'.repeat(16);

const HEAD = `---
images:
  - name: Ubuntu 24.04 Minimal
    enable: true
    format: qcow2
    login: ubuntu
    min_disk: 8
    min_ram: 512
    meta:
      architecture: x86_64
      os_distro: ubuntu
      os_version: '24.04'
      image_description: A small one
    tags: []
`;

const IMAGE = {
  product: 'Ubuntu',
  description: 'A small one',
  release: '24.04',
  stream: 'Minimal',
  kind: 'cloud',
  arch: 'x86_64',
  format: 'qcow2',
};

test('every version of an image is one', async () => {
  const text = `${HEAD}    versions:
      - version: '20260105'
        url: https://a.example/20260105/a.img
        checksum: "sha256:${HEX.toUpperCase()}"
        build_date: 2026-01-05
      - version: 20260720
        url: ftp://a.example/20260720/a.img
        mirror_url: https://mirror.example/20260720/a.img
        checksum: ${MD5}
        os_version: 24.04
      - version: new
        mirror_url: https://mirror.example/new/a.img
`;
  assert.deepEqual(await readText(reader, text), {
    images: [
      {
        at: 'images[0].versions[0]',
        ...IMAGE,
        serial: '20260105',
        published: '2026-01-05',
        url: 'https://a.example/20260105/a.img',
        digest: `sha256:${HEX}`,
      },
      {
        at: 'images[0].versions[1]',
        ...IMAGE,
        serial: '20260720',
        url: 'https://mirror.example/20260720/a.img',
        digest: `md5:${MD5}`,
      },
      {
        at: 'images[0].versions[2]',
        ...IMAGE,
        serial: 'new',
        url: 'https://mirror.example/new/a.img',
      },
    ],
    notTaken: [],
  });
});

test('versions by name are read, and those that are fields of the image', async () => {
  const url = 'url: https://a.example/a.img';
  const named = await readText(
    reader,
    `${HEAD}    versions:\n      '20260105': {${url}}\n      version_2: {version: b, ${url}}\n`,
  );
  const told = { ...IMAGE, url: 'https://a.example/a.img' };
  assert.deepEqual(named, {
    images: [
      { at: 'images[0].versions["20260105"]', ...told, serial: '20260105' },
      { at: 'images[0].versions["version_2"]', ...told, serial: 'b' },
    ],
    notTaken: [],
  });
  const fields = await readText(reader, `${HEAD}    version_1:\n      version: a\n      ${url}\n`);
  assert.deepEqual(fields.images, [{ at: 'images[0].version_1', ...told, serial: 'a' }]);
});

test('a name without its release is the system, and with an architecture behind it is none of that', async () => {
  const nameOf = async (name: string, version: string, arch = 'x86_64') => {
    const text = `images:\n  - name: ${name}\n    meta: {architecture: ${arch}, os_version: '${version}'}\n    versions: [{}]\n`;
    const [image] = (await readText(reader, text)).images;
    return [image?.product, image?.stream, image?.arch];
  };
  assert.deepEqual(await nameOf('AlmaLinux', '9'), ['AlmaLinux', undefined, 'x86_64']);
  assert.deepEqual(await nameOf('Ubuntu Minimal 22.04', '22.04'), ['Ubuntu Minimal', undefined, 'x86_64']);
  assert.deepEqual(await nameOf('Flatcar stable stable risc-v', 'stable', 'risc-v'), [
    'Flatcar',
    'stable',
    'riscv64',
  ]);
  assert.deepEqual(await nameOf('24.04', '24.04'), ['24.04', undefined, 'x86_64']);
});

test('a version that is not as it must be is told, and the others are read', async () => {
  const text = `${HEAD}    versions:
      - version: [1]
      - checksum: sha256:abc
      - version: 99999999999999999999
      - text
      - version: good
  - name: no versions
  - only text
`;
  const { images, notTaken } = await readText(reader, text);
  assert.deepEqual(images, [{ at: 'images[0].versions[4]', ...IMAGE, serial: 'good' }]);
  assert.deepEqual(notTaken, [
    { at: 'images[0].versions[0]', reason: 'version.version: expected a text, found a list' },
    {
      at: 'images[0].versions[1]',
      reason: 'version.checksum: expected a digest by sha512, sha384, sha256, sha1, md5, found "sha256:abc"',
    },
    { at: 'images[0].versions[2]', reason: 'version.version: expected a text, found 100000000000000000000' },
    { at: 'images[0].versions[3]', reason: 'version: expected object, found string' },
    { at: 'images[1]', reason: 'version: expected object, found undefined' },
    { at: 'images[2]', reason: 'image: expected object, found string' },
  ]);
});

test('a file that is another thing is refused, and aliases upon aliases do not repeat for ever', () => {
  const line = (name: string, of: string): string =>
    `${name}: &${name} [${Array(12).fill(`*${of}`).join(', ')}]\n`;
  const bomb = `a: &a [1]\n${line('b', 'a')}${line('c', 'b')}${line('d', 'c')}${line('e', 'd')}${line('f', 'e')}${line('g', 'f')}${line('h', 'g')}${line('i', 'h')}${line('j', 'i')}images: *j\n`;
  for (const text of ['a: 1', 'images: x', '- 1', '{', bomb, `images: ${'['.repeat(100_000)}`])
    assert.throws(() => reader.read(fileOf(text)), { code: 'usage' });
});

/** A file holds the images of one product; of a size it says nothing. */
test('what is written comes back: name, release, stream, serial, architecture, format, address and digest', async () => {
  const images = anyImage({
    kind: 'cloud',
    format: 'qcow2',
    algorithms: ['md5', 'sha1', 'sha256', 'sha512'],
    archs: ['amd64', 'arm64', 'riscv64'],
  });
  await fc.assert(
    fc.asyncProperty(images, (image) =>
      assertComesBack(openstackImageManager, reader, image, [
        'product',
        'release',
        'stream',
        'serial',
        'arch',
        'url',
        'digest',
      ]),
    ),
    tries(100),
  );
});
