import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordsFeed } from '../../../core/source/feed.ts';
import { records } from '../../../crawler/resolvers/records.ts';

const URL_OF_LIST = 'https://www.example.org/releng/releases/json/';

const feed = RecordsFeed.parse({
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
});

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
