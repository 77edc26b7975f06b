import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordsFeed } from '../../../core/source/feed.ts';
import { records } from '../../../crawler/resolvers/records.ts';

const URL_OF_LIST = 'https://www.example.org/releng/releases/json/';

const written = {
  feed: 'iso',
  format: 'records',
  index: URL_OF_LIST,
  builds: {
    records: 'releases.*',
    fields: { serial: 'version', published: 'created', available: 'available', arch: 'arch', url: 'iso_url' },
    where: { available: 'true' },
    base: 'https://mirror.example.org/',
  },
  sums: '{url}',
  trust: { level: 'signed', shape: 'image', signature: '{sums}.sig' },
  streams: [{ stream: 'iso', title: 'Live', kind: 'live', files: [{ match: 'a-{serial}-{arch}.iso' }] }],
};
const feed = RecordsFeed.parse(written);

const LIST = {
  version: 1,
  releases: [
    {
      version: '2026.11.01',
      created: '2026-11-01T09:00:00Z',
      available: true,
      arch: 'x86_64',
      iso_url: '/iso/2026.11.01/a.iso',
    },
    {
      version: '2026.10.01',
      created: 'soon',
      available: true,
      arch: 'aarch64',
      iso_url: '/iso/2026.10.01/a.iso',
    },
    { version: '2026.09.01', available: false, arch: 'x86_64', iso_url: '/iso/2026.09.01/a.iso' },
    { available: true },
  ],
};

function read(document: unknown, scope = {}) {
  return records.read({ url: URL_OF_LIST, text: JSON.stringify(document) }, feed, scope);
}

test('each record tells a build, its day, and what its address is made of', () => {
  assert.deepEqual(read(LIST), [
    {
      serial: '2026.11.01',
      told: { available: 'true', arch: 'x86_64', url: '/iso/2026.11.01/a.iso' },
      published: '2026-11-01',
    },
    {
      serial: '2026.10.01',
      told: { available: 'true', arch: 'aarch64', url: '/iso/2026.10.01/a.iso' },
    },
  ]);
});

test('addresses are relative to the base that the source states', () => {
  const [build] = read(LIST);
  const scope = { ...build?.told, serial: '2026.11.01' };
  assert.equal(records.sumsUrl(feed, scope), 'https://mirror.example.org/iso/2026.11.01/a.iso');
});

test('records of another architecture or release than is asked for are passed over', () => {
  assert.deepEqual(
    read(LIST, { arch: 'aarch64' }).map(({ serial }) => serial),
    ['2026.10.01'],
  );
});

test('what is no such document is refused', () => {
  for (const document of [[], {}, 'text', { releases: {} }])
    assert.throws(() => read(document), { code: 'page-unreadable' });
  assert.throws(() => records.read({ url: URL_OF_LIST, text: '<html>' }, feed, {}), {
    code: 'page-unreadable',
  });
});

test('a document tells nothing of what it does not list', () => {
  assert.deepEqual(records.sumsTemplates(feed), []);
});

test('a version that only an address tells is read out of it, and records with another address are passed over', () => {
  const editions = RecordsFeed.parse({
    ...written,
    each: { edition: ['kde', 'xfce'] },
    builds: { records: '*.*', fields: { image: 'image' } },
    read: { image: 'https://a.example/{edition}/{version}/a-{edition}-{version}-{serial}.iso' },
    patterns: { version: String.raw`\d+\.\d+`, serial: String.raw`\d{6}` },
    sums: '{image}',
  });
  const document = {
    official: {
      plasma: { image: 'https://a.example/kde/26.1/a-kde-26.1-260825.iso', torrent: 'x' },
      xfce: { image: 'https://a.example/xfce/26.1/a-xfce-26.1-260825.iso' },
      old: { image: 'https://a.example/kde/26.0/a-kde-26.1-260101.iso' },
    },
    arm: { generic: { image: 'https://a.example/a-arm-26.1.img.xz' }, board: { name: 'none' } },
  };
  assert.deepEqual(
    records.read({ url: URL_OF_LIST, text: JSON.stringify(document) }, editions, { edition: 'kde' }),
    [
      {
        serial: '260825',
        told: { image: 'https://a.example/kde/26.1/a-kde-26.1-260825.iso', version: '26.1', edition: 'kde' },
      },
    ],
  );
});

test('a feed must say where the serial of a record is', () => {
  const without = { ...written, builds: { records: '*', fields: { url: 'url' } } };
  assert.equal(RecordsFeed.safeParse(without).success, false);
  assert.equal(RecordsFeed.safeParse({ ...without, read: { url: 'a-{serial}.iso' } }).success, true);
});
