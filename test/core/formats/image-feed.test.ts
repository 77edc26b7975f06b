import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { takeImages } from '../../../core/export.ts';
import { atom } from '../../../core/formats/atom.ts';
import { imageFeed } from '../../../core/formats/image-feed.ts';
import { jsonFeed } from '../../../core/formats/json-feed.ts';
import { rss } from '../../../core/formats/rss.ts';
import { selectImages } from '../../../core/image.ts';
import type { Image } from '../../../core/image.ts';
import type { Product } from '../../../core/product.ts';
import type { Build } from '../../../core/release.ts';
import { runProgram } from '../../../scripts/program.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { exportOf, SAMPLE_CONTEXT, sampleImages, textOf } from './sample-images.ts';

const FEEDS = [atom, rss, jsonFeed];

function imagesOf(builds: Build[], product: Partial<Product> = {}): Image[] {
  const health = { schema: 'osdex/health/1' as const, sources: [] };
  const products = [{ product: makeProduct(product), releases: [makeRelease('26.04', builds)] }];
  return selectImages({ products, health }, { facets: {} }, '2026-07-25');
}

const ONE = imagesOf([makeBuild('20260720')], { name: 'A & B' });

test('an Atom feed has an entry for each build', async () => {
  assert.equal(
    await textOf(atom, ONE),
    `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
  <id>https://osdex.example/#feed:osdex</id>
  <title>osdex: new images</title>
  <subtitle>Builds as their publishers bring them out, the newest first, each with who vouches for it.</subtitle>
  <updated>2026-07-20T00:00:00Z</updated>
  <author><name>osdex</name></author>
  <link rel="alternate" type="text/html" href="https://osdex.example/"/>
  <entry>
    <id>https://osdex.example/example/26.04/cloud/20260720/</id>
    <title>A &amp; B 26.04 Cloud image 20260720</title>
    <published>2026-07-20T00:00:00Z</published>
    <updated>2026-07-20T00:00:00Z</updated>
    <link rel="alternate" type="text/html" href="https://osdex.example/example/26.04/cloud/20260720/"/>
    <category term="example"/>
    <category term="cloud"/>
    <category term="signed"/>
    <summary>1 file for amd64. Signed by the key D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81 on 2026-01-01.</summary>
  </entry>
</feed>
`,
  );
});

test('an RSS feed has an item for each build', async () => {
  assert.equal(
    await textOf(rss, ONE),
    `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
  <channel>
    <title>osdex: new images</title>
    <link>https://osdex.example/</link>
    <description>Builds as their publishers bring them out, the newest first, each with who vouches for it.</description>
    <lastBuildDate>Mon, 20 Jul 2026 00:00:00 GMT</lastBuildDate>
    <item>
      <title>A &amp; B 26.04 Cloud image 20260720</title>
      <link>https://osdex.example/example/26.04/cloud/20260720/</link>
      <description>1 file for amd64. Signed by the key D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81 on 2026-01-01.</description>
      <category>example</category>
      <category>cloud</category>
      <category>signed</category>
      <guid isPermaLink="true">https://osdex.example/example/26.04/cloud/20260720/</guid>
      <pubDate>Mon, 20 Jul 2026 00:00:00 GMT</pubDate>
    </item>
  </channel>
</rss>
`,
  );
});

test('a JSON feed has an item for each build', async () => {
  const url = 'https://osdex.example/example/26.04/cloud/20260720/';
  assert.deepEqual(JSON.parse(await textOf(jsonFeed, ONE)), {
    version: 'https://jsonfeed.org/version/1.1',
    title: 'osdex: new images',
    description: 'Builds as their publishers bring them out, the newest first, each with who vouches for it.',
    home_page_url: 'https://osdex.example/',
    authors: [{ name: 'osdex' }],
    language: 'en',
    items: [
      {
        id: url,
        url,
        title: 'A & B 26.04 Cloud image 20260720',
        content_text:
          '1 file for amd64. Signed by the key D2EB44626FDDC30B513D5BB71A5D6C4C7DB87C81 on 2026-01-01.',
        date_published: '2026-07-20T00:00:00Z',
        date_modified: '2026-07-20T00:00:00Z',
        tags: ['example', 'cloud', 'signed'],
      },
    ],
  });
});

test('builds come newest first, each once, with all of its images that were chosen', () => {
  const sums = { sums: 'SHA256SUMS', sumsDigest: makeArtifact('sums').digest };
  const images = imagesOf([
    makeBuild('20260720', { artifacts: [makeArtifact('a.qcow2'), makeArtifact('b.qcow2')] }),
    makeBuild('20260720', {
      published: '2026-07-21',
      verification: { level: 'sums-only', ...sums },
      artifacts: [makeArtifact('c.qcow2', { arch: 'arm64' })],
    }),
    makeBuild('20260801'),
    makeBuild('20260601', { withdrawn: '2026-07-30' }),
  ]);
  assert.deepEqual(
    imageFeed(images, SAMPLE_CONTEXT).entries.map(({ title, published, updated, summary, categories }) => [
      title.replace('Example OS 26.04 Cloud image ', ''),
      published.slice(0, 10),
      updated.slice(0, 10),
      summary.replace(/[0-9A-F]{40}/, 'KEY'),
      categories.at(-1),
    ]),
    [
      [
        '20260801',
        '2026-08-01',
        '2026-08-01',
        '1 file for amd64. Signed by the key KEY on 2026-01-01.',
        'signed',
      ],
      [
        '20260720',
        '2026-07-21',
        '2026-07-21',
        '3 files for amd64, arm64. Signed by the key KEY on 2026-01-01. Not signed: the digests were read over TLS from images.example.org.',
        'sums-only',
      ],
      [
        '20260601 (withdrawn)',
        '2026-06-01',
        '2026-07-30',
        '1 file for amd64. Signed by the key KEY on 2026-01-01.',
        'signed',
      ],
    ],
  );
});

test('without a site an entry leads to the files, and its id is no address', async () => {
  const feed = imageFeed(ONE, { ...SAMPLE_CONTEXT, title: 'osdex: ubuntu@lts', siteUrl: undefined });
  assert.equal(feed.id, 'urn:osdex:feed:osdex%3A%20ubuntu%40lts');
  assert.equal(feed.pageUrl, 'https://example.org/');
  const [entry] = feed.entries;
  assert.equal(entry?.id, 'urn:osdex:example/26.04/cloud/20260720/');
  assert.equal(entry.url, 'https://images.example.org/20260720/');
  const two = [...ONE, ...imagesOf([makeBuild('20260720')], { homepage: 'https://other.example/' })];
  assert.equal(imageFeed(two, { ...SAMPLE_CONTEXT, siteUrl: undefined }).pageUrl, undefined);
  for (const format of FEEDS) {
    const [text = ''] = (await exportOf(format, two, { siteUrl: undefined })).values();
    assert.ok(!text.includes('undefined'), text);
  }
});

test('who vouches for a build is said of every level', () => {
  const sums = { sums: 'SHA256SUMS', sumsDigest: makeArtifact('sums').digest };
  const summaries = [
    { level: 'weak' as const, ...sums },
    { level: 'imported' as const, from: 'https://list.example/' },
  ].map((verification) => imageFeed(imagesOf([makeBuild('20260720', { verification })]), SAMPLE_CONTEXT));
  assert.deepEqual(
    summaries.map(({ entries: [entry] }) => entry?.summary),
    [
      '1 file for amd64. Weak: Example Project offers only what finds accidents, not attacks.',
      '1 file for amd64. Taken from https://list.example/; not checked here.',
    ],
  );
});

test('a build that nobody dates is left out', () => {
  const { published: _, ...undated } = makeBuild('20260720', {
    verification: { level: 'imported', from: 'https://list.example/' },
  });
  const reasons: string[] = [];
  assert.deepEqual(
    takeImages(atom, imagesOf([undated]), ({ reason }) => reasons.push(reason)),
    [],
  );
  assert.deepEqual(reasons, ['expected a build with a day of publication or of signing, found neither']);
});

test('feedsmith reads the same builds out of every feed, hostile names and all', async () => {
  const fromAtom = parseAtomFeed(await textOf(atom)).entries?.map(({ id, title }) => [id, title?.value]);
  const fromRss = parseRssFeed(await textOf(rss)).items?.map(({ guid, title }) => [guid?.value, title]);
  const fromJson = parseJsonFeed(await textOf(jsonFeed)).items?.map(({ id, title }) => [id, title]);
  const expected = imageFeed(sampleImages(), SAMPLE_CONTEXT).entries.map(({ id, title }) => [id, title]);
  assert.equal(expected.length, 6);
  assert.deepEqual(fromAtom, expected);
  assert.deepEqual(fromRss, expected);
  assert.deepEqual(fromJson, expected);
});

test('xmllint finds both XML feeds well formed', { skip: absent('xmllint', 'libxml2-utils') }, async (t) => {
  const folder = await temporaryFolder(t, { 'x.atom': await textOf(atom), 'x.rss': await textOf(rss) });
  for (const name of ['x.atom', 'x.rss']) {
    const { exit, err } = await runProgram('xmllint', ['--noout', '--nonet', join(folder, name)]);
    assert.equal(exit, 0, err);
  }
});

test('newsboat takes in every build of a feed, once', { skip: absent('newsboat') }, async (t) => {
  for (const format of [atom, rss]) {
    const folder = await temporaryFolder(t, { feed: await textOf(format), config: '' });
    await writeFile(join(folder, 'urls'), `${pathToFileURL(join(folder, 'feed')).href}\n`);
    const args = ['-u', 'urls', '-c', 'cache', '-C', 'config', '-x', 'reload', 'print-unread'];
    const read = () => runProgram('newsboat', args, { ...process.env, HOME: folder }, folder);
    assert.equal((await read()).out, '6 unread articles\n');
    assert.equal((await read()).out, '6 unread articles\n');
  }
});
