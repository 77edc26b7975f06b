import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { djangoIsoManager } from '../../../core/formats/django-iso-manager.ts';
import { readerOfDjangoIsoManager as reader } from '../../../core/formats/django-iso-manager-reader.ts';
import { tries } from '../../fuzz/fuzz.ts';
import { anyImage, assertComesBack, fileOf, readText } from './foreign-file.ts';

const HEX = '0a'.repeat(32);

/** As its own example has it. */
const ITEM = {
  id: 1,
  os_edition_type: 'LINUX',
  os_edition_name: 'Ubuntu Server',
  os_edition_version: '20.04.3',
  os_edition_arch: 'AMD64',
  os_edition_language: 'ENGLISH',
  os_edition_version_scheme: 'calver',
  os_edition_description: 'Ubuntu 20.04.3 LTS',
  contributors: 'John Doe, jo@example.com',
  author: 'Canonical',
  private: '0',
  sha256sum: HEX.toUpperCase(),
  sha256sum_gpg: '',
  release_date: '2021-11-16 15:06:29',
  description: 'an item',
  keywords: 'linux, ubuntu, calver',
  original_filename: 'a.iso',
  last_update: '2021-11-16 15:06:47',
  homepage_url: 'https://ubuntu.com/',
  documentation_url: '',
  download_urls: "{'torrent': 'https://t.example/a.torrent'}",
};

const IMAGE = {
  at: '[0]',
  product: 'Ubuntu Server',
  vendor: 'Canonical',
  description: 'Ubuntu 20.04.3 LTS',
  homepage: 'https://ubuntu.com/',
  release: '20.04.3',
  published: '2021-11-16 15:06:29',
  arch: 'AMD64',
  language: 'en',
  url: 'https://a.example/a.iso',
  digest: `sha256:${HEX}`,
};

const itemsWith = (changes: object): string => JSON.stringify([{ ...ITEM, ...changes }]);

test('an item is read whichever way its addresses are written', async () => {
  for (const addresses of [
    "{'k': 'https://a.example/a.iso'}",
    "['ftp://a.example/a.iso', 'http://b.example/a.iso', 'https://a.example/a.iso']",
    '{"k": "https:\\/\\/a.example\\/a.iso"}',
    '[{"uri": "https://a.example/a.iso", "country": "US", "uplink_speed": 10}]',
    "[{'uri': \"https://a.example/a.iso\", 'x': None}]",
    'https://a.example/a.iso',
    { k: 'https://a.example/a.iso' },
    [{ uri: 'https://a.example/a.iso', country: 'US', uplink_speed: '1\\0' }],
    ['https://a.example/a.iso'],
  ]) {
    const read = await readText(reader, itemsWith({ download_urls: addresses }));
    assert.deepEqual(read, { images: [IMAGE], notTaken: [] });
  }
});

test('an item without an address of the web has its file and digest', async () => {
  const { url: _, ...without } = IMAGE;
  for (const download_urls of ["{'k': 'v'}", '', null, '{}', "{'k': 'magnet:?xt=https'}"]) {
    const read = await readText(reader, itemsWith({ download_urls }));
    assert.deepEqual(read, { images: [{ ...without, file: 'a.iso' }], notTaken: [] });
  }
});

test('the older spelling, in an array or by name, is read as well', async () => {
  const old = {
    os_type: 'linux',
    'version-scheme': 'calver',
    version: 20.04,
    architecture: 'armv8',
    language: 'french',
    'original-filename': 'a.iso',
    sha256sum: HEX,
    sha256sumgpg: '',
    private: false,
    keywords: ['linux'],
    contributors: ['John Doe'],
    releasedate: '2021-11-16',
    homepageurl: 'https://ubuntu.com/',
    download_urls: [{ uri: 'https://a.example/a.iso', country: 'US', uplink_speed: 1 }],
  };
  const image = {
    product: 'Ubuntu',
    homepage: 'https://ubuntu.com/',
    release: '20.04',
    published: '2021-11-16',
    arch: 'arm64',
    language: 'fr',
    url: 'https://a.example/a.iso',
    digest: `sha256:${HEX}`,
  };
  const byName = await readText(reader, JSON.stringify({ images: { Ubuntu: old } }));
  assert.deepEqual(byName, { images: [{ at: 'images["Ubuntu"]', ...image }], notTaken: [] });
  const list = await readText(reader, JSON.stringify([{ os_edition_name: 'Ubuntu', ...old }]));
  assert.deepEqual(list, { images: [{ at: '[0]', ...image }], notTaken: [] });
});

test('an item that is not as it must be is told, and the others are read', async () => {
  const bad = [
    { sha256sum: 'jlkjl' },
    { sha256sum: HEX.slice(1) },
    { os_edition_name: ['x'] },
    { download_urls: "{'k': 'https://a.example" },
    { download_urls: ' '.repeat(10) + `{${'x'.repeat(100_001)}` },
    { private: 'True' },
  ];
  const items = [ITEM, ...bad.map((change) => ({ ...ITEM, ...change })), 'x', null, [ITEM]];
  const { images, notTaken } = await readText(reader, JSON.stringify(items));
  assert.equal(images.length, 1);
  assert.deepEqual(
    notTaken.map(({ at, reason }) => `${at} ${reason.slice(0, 50)}`),
    [
      '[1] sha256sum: expected 64 hex digits of sha256, found',
      '[2] sha256sum: expected 64 hex digits of sha256, found',
      '[3] oseditionname: expected a text, found a list',
      '[4] downloadurls: expected addresses as Python or JSON',
      '[5] downloadurls: expected addresses as Python or JSON',
      '[6] expected a public item, found one that is private',
      '[7] expected object, found string',
      '[8] expected object, found null',
      '[9] expected object, found array',
    ],
  );
});

test('names that objects inherit are data', async () => {
  const text = `{"images": {"__proto__": ${JSON.stringify({ ...ITEM, os_edition_name: undefined, __proto__: {} })}, "constructor": {"sha256sumgpg": ""}}}`;
  const { images } = await readText(reader, text);
  assert.deepEqual(
    images.map(({ product }) => product),
    ['__proto__', 'constructor'],
  );
  assert.equal(({} as Record<string, unknown>)['oseditiontype'], undefined);
});

test('a file that is another thing is refused', () => {
  for (const text of ['{', '{"images": []}', '{"a": 1}', '1', '"os_edition_name"'])
    assert.throws(() => reader.read(fileOf(text)), { code: 'usage' });
});

/** Its items say neither a stream nor a serial nor a size; that it is a disc is in the name of its file. */
test('what is written comes back: name, release, architecture, address and digest', async () => {
  const images = anyImage({
    kind: 'installer',
    format: 'iso',
    algorithms: ['sha256'],
    archs: ['amd64', 'arm64', 'i386'],
  });
  await fc.assert(
    fc.asyncProperty(images, (image) =>
      assertComesBack(djangoIsoManager, reader, image, ['product', 'release', 'arch', 'url', 'digest']),
    ),
    tries(100),
  );
});
