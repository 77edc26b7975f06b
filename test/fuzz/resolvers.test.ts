import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { DirectoryFeed, FlatcarFeed } from '../../core/source/feed.ts';
import { IsoDate } from '../../core/names.ts';
import { isPlainPath } from '../../core/plain-path.ts';
import { directory } from '../../crawler/resolvers/directory.ts';
import { flatcarReleases } from '../../crawler/resolvers/flatcar-releases.ts';
import { anyText, hostileName, mutated, outcomeOf, tries } from './fuzz.ts';

const RECORDED = process.env['OSDEX_RECORDED'] ?? join(import.meta.dirname, '../../../shared/upstream');

const common = {
  feed: 'images',
  trust: { level: 'sums-only', reason: 'nothing is signed' },
  streams: [
    { stream: 'cloud', title: 'Cloud image', kind: 'cloud', files: [{ match: '{serial}-{arch}.qcow2' }] },
  ],
};
const URL_OF_PAGE = 'https://images.example.org/noble/';
const FOLDERS = DirectoryFeed.parse({
  ...common,
  format: 'directory',
  index: 'https://images.example.org/{codename}/',
  entry: 'release-{serial}/',
  sums: 'release-{serial}/SHA256SUMS',
});
const ANYTHING = { ...FOLDERS, entry: '{serial}/', patterns: { serial: '.+' } };
const CHANNEL = FlatcarFeed.parse({
  ...common,
  format: 'flatcar-releases',
  index: 'https://www.example.org/{release}.json',
  sums: 'https://www.example.org/{release}/{serial}/x.DIGESTS',
});
const scope = { release: '24.04', codename: 'noble' };

const page = (links: readonly string[]): Buffer =>
  Buffer.from(
    `<html><body><pre>${links.map((link) => `<a href="${link}">${link}</a>`).join('\n')}</pre></body></html>`,
  );
const PAGES = [
  page([
    '?C=N;O=D',
    '../',
    'release-20260725/',
    'release-20260701.1/',
    'release/',
    '/noble/release-20260601/',
  ]),
  ...[
    'cloud-images.ubuntu.com/noble/index.html',
    'repo.almalinux.org/almalinux/10.3-beta/isos/aarch64/index.html',
    'cloud.debian.org/images/cloud/trixie/daily/index.html',
  ]
    .map((path) => join(RECORDED, path))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path)),
];

function readPage(bytes: Uint8Array, feed: DirectoryFeed) {
  return outcomeOf(() =>
    directory.read({ url: URL_OF_PAGE, text: new TextDecoder().decode(bytes) }, feed, scope),
  );
}

/** What is true of whatever a page lists: plain names below it, whose sums lie below it too. */
function assertBelow(serials: readonly (string | undefined)[], feed: DirectoryFeed): void {
  assert.equal(new Set(serials).size, serials.length);
  for (const serial of serials) {
    assert.ok(serial !== undefined && isPlainPath(serial), JSON.stringify(serial));
    assert.ok(directory.sumsUrl(feed, { ...scope, serial }).startsWith(URL_OF_PAGE), serial);
  }
}

test('a damaged directory page lists plain names below itself, or is refused', () => {
  const words = [
    '<a href="',
    '">',
    '</a>',
    'release-20260101/',
    '../',
    '//evil.example/',
    '%2e%2e/',
    '&#47;',
    '<!--',
    '<script>',
  ];
  const damaged = fc.constantFrom(...PAGES).chain((base) => mutated(base, words));
  fc.assert(
    fc.property(damaged, fc.constantFrom(FOLDERS, ANYTHING), (bytes, feed) => {
      const outcome = readPage(bytes, feed);
      if ('refusal' in outcome) assert.equal(outcome.refusal.code, 'page-unreadable');
      else
        assertBelow(
          outcome.value.map(({ serial }) => serial),
          feed,
        );
    }),
    tries(100),
  );
});

test('links to anywhere list plain names below the page only', () => {
  const part = fc.oneof(
    anyText,
    hostileName,
    fc.constantFrom(
      '/',
      '..',
      '.',
      '\\',
      '%2f',
      '%5c',
      '%00',
      '?',
      '#',
      ':',
      '@',
      'release-1',
      'https://',
      URL_OF_PAGE,
    ),
    fc.constantFrom(
      'javascript:',
      'data:',
      '//',
      'images.example.org',
      '/noble/',
      '&amp;',
      '\t',
      '\n',
      ' ',
      '%',
    ),
  );
  const link = fc.array(part, { maxLength: 6 }).map((parts) => parts.join('').replaceAll('"', ''));
  fc.assert(
    fc.property(fc.array(link, { minLength: 1, maxLength: 10 }), (links) => {
      const outcome = readPage(page(links), ANYTHING);
      if ('refusal' in outcome) assert.equal(outcome.refusal.code, 'page-unreadable');
      else
        assertBelow(
          outcome.value.map(({ serial }) => serial),
          ANYTHING,
        );
    }),
    tries(300),
  );
});

const LISTS = [
  Buffer.from(
    '{"4230.2.3":{"architectures":["amd64"],"release_date":"2026-08-13 12:00:00 +0000"},"current":{"architectures":[],"release_date":"2026-08-13"}}',
  ),
  ...['www.flatcar.org/releases-json/releases-lts-2024.json']
    .map((path) => join(RECORDED, path))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path)),
];

function assertReleases(text: string): void {
  const outcome = outcomeOf(() =>
    flatcarReleases.read({ url: 'https://www.example.org/stable.json', text }, CHANNEL, scope),
  );
  if ('refusal' in outcome) return assert.equal(outcome.refusal.code, 'page-unreadable');
  for (const { serial = '', published, architectures } of outcome.value) {
    assert.match(serial, /^[0-9]+\.[0-9]+\.[0-9]+$/);
    assert.ok(IsoDate.safeParse(published).success, published);
    assert.ok(architectures?.every((one) => typeof one === 'string'));
  }
  return undefined;
}

test('a damaged list of releases gives versions and days, or is refused', () => {
  const words = ['null', '[]', '{}', '"__proto__":', '"1.2.3":', '1e999', '"release_date"', ',', '}'];
  fc.assert(
    fc.property(
      fc.constantFrom(...LISTS).chain((base) => mutated(base, words)),
      (bytes) => assertReleases(new TextDecoder().decode(bytes)),
    ),
    tries(200),
  );
});

test('a list of releases of any other shape is refused', () => {
  const time = fc.oneof(fc.jsonValue(), fc.constantFrom('2026-02-30 x', '2026-07-25 12:00:00 +0000'));
  const release = fc.record({
    architectures: fc.oneof(fc.jsonValue(), fc.array(anyText)),
    release_date: time,
  });
  const key = fc.oneof(
    fc.constantFrom('1.2.3', '1.2.3\n', '\uff11.2.3', '__proto__', 'constructor'),
    anyText,
  );
  const list = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.oneof(release, fc.jsonValue())));
  fc.assert(
    fc.property(list, (value) => assertReleases(JSON.stringify(value))),
    tries(250),
  );
});
