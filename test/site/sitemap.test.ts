import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'cheerio';
import { writeSitemap, writeSitemapIndex } from '../../core/formats/sitemap.ts';
import { partSitemap } from '../../site/catalog/sitemaps.ts';

const pages = [
  { url: 'https://a.example/?a=1&b=<', changed: '2026-07-25' },
  { url: 'https://a.example/b/', changed: undefined },
];

test('each page has its address, and the day of its last change where it is known', () => {
  const $ = load(writeSitemap(pages), { xml: true });
  assert.equal($('urlset').attr('xmlns'), 'http://www.sitemaps.org/schemas/sitemap/0.9');
  assert.deepEqual(
    [...$('url')].map((url) => [$(url).children('loc').text(), $(url).children('lastmod').text()]),
    [
      ['https://a.example/?a=1&b=<', '2026-07-25'],
      ['https://a.example/b/', ''],
    ],
  );
});

test('what is too long for one file is parted, and an index names the parts with their newest day', () => {
  const parts = partSitemap(
    [...pages, ...pages.slice(1)],
    (number) => `https://a.example/sitemap-${number}.xml`,
    2,
  );
  assert.deepEqual(
    parts.map(({ number, changed, pages: own }) => [number, changed, own.length]),
    [
      [1, '2026-07-25', 2],
      [2, undefined, 1],
    ],
  );
  const $ = load(writeSitemapIndex(parts), { xml: true });
  assert.deepEqual(
    [...$('sitemap > loc')].map((loc) => $(loc).text()),
    ['https://a.example/sitemap-1.xml', 'https://a.example/sitemap-2.xml'],
  );
});
