import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildPages } from '../../site/catalog/build-page.ts';
import { buildData, productData, structuredText } from '../../site/catalog/structured-data.ts';
import { bookworm, debian, HOSTILE, noble, ubuntu } from './sample.ts';

test('a product is software with a publisher and its newest release', () => {
  assert.partialDeepStrictEqual(productData({ product: ubuntu, releases: [noble] }), {
    '@context': 'https://schema.org',
    '@type': 'SoftwareApplication',
    name: 'Ubuntu',
    author: { '@type': 'Organization', name: 'Canonical' },
    softwareVersion: '24.04',
  });
});

test('a build has its files with what proves them, and of a withdrawn one nothing can be had', () => {
  const [newest, , withdrawn] = buildPages(ubuntu, noble);
  assert.ok(newest && withdrawn);
  const [image] = newest.builds[0]?.artifacts ?? [];
  assert.partialDeepStrictEqual(buildData(newest), {
    softwareVersion: '20260725',
    datePublished: '2026-07-25',
    encoding: [
      {
        '@type': 'DataDownload',
        contentUrl:
          'https://cloud-images.ubuntu.com/releases/noble/release-20260725/ubuntu-24.04-server-cloudimg-amd64.img',
        contentSize: '624951296 B',
        sha256: image?.digest.slice('sha256:'.length),
      },
    ],
  });
  assert.deepEqual(buildData(withdrawn)['encoding'], []);
});

test('hostile text neither ends the element nor is lost', () => {
  const [page] = buildPages(debian, bookworm);
  assert.ok(page);
  for (const data of [buildData(page), productData({ product: debian, releases: [bookworm] })]) {
    const text = structuredText(data);
    assert.doesNotMatch(text, /</);
    assert.deepEqual(JSON.parse(text), data);
    assert.ok(JSON.stringify(data).includes(JSON.stringify(HOSTILE).slice(1, -1)));
  }
});
