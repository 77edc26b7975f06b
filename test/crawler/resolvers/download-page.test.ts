import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DownloadPageFeed } from '../../../core/source/feed.ts';
import { downloadPage } from '../../../crawler/resolvers/download-page.ts';

const feed = DownloadPageFeed.parse({
  feed: 'kde',
  format: 'download-page',
  index: 'https://os.example/download.html',
  entry: 'https://images.example/Os-{release}-{edition}-{serial}.iso',
  sums: '{entry}.sha256sum',
  patterns: { serial: String.raw`\d{4}-\d{2}-\d{2}`, edition: '[A-Z]+' },
  trust: { level: 'sums-only', reason: 'none' },
  streams: [{ stream: 'kde', title: 'KDE', kind: 'live', files: [{ match: 'a-{arch}.iso' }] }],
});
const url = 'https://os.example/download.html';

function read(...hrefs: string[]) {
  const text = `<html><body><h1>Get it</h1>${hrefs.map((href) => `<a href="${href}">x</a>`).join('\n')}</body></html>`;
  return downloadPage.read({ url, text }, feed, { release: '44' });
}

test('links to files anywhere tell builds by their whole address', () => {
  const address = 'https://images.example/Os-44-KDE-2026-09-02.iso';
  const found = read(
    '/news/',
    '#kde',
    address,
    address,
    `${address}.sha256sum`,
    '//images.example/Os-44-GNOME-2026-09-20.iso',
  );
  assert.deepEqual(
    found.map(({ serial, told }) => [serial, told?.edition, told?.entry]),
    [
      ['2026-09-02', 'KDE', address],
      ['2026-09-20', 'GNOME', 'https://images.example/Os-44-GNOME-2026-09-20.iso'],
    ],
  );
  const scope = { release: '44', serial: '2026-09-02', ...found[0]?.told };
  assert.equal(downloadPage.sumsUrl(feed, scope), `${address}.sha256sum`);
});

test('links to another release, another host or with a query are passed over', () => {
  const other = [
    'https://images.example/Os-43-KDE-2026-03-14.iso',
    'https://elsewhere.example/Os-44-KDE-2026-09-02.iso',
    'https://images.example/Os-44-KDE-2026-09-02.iso?mirror=1',
    'https://images.example/Os-44-KDE-2026-09-02.iso#sums',
    'https://images.example/a/../Os-44-KDE-latest.iso',
    'http://images.example/Os-44-KDE-2026-09-02.iso',
  ];
  assert.throws(() => read(...other), {
    code: 'page-unreadable',
    message: `expected a link to an address such as ${feed.entry}, found none, ${url}`,
  });
});
