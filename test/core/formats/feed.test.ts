import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'cheerio';
import { parseAtomFeed, parseJsonFeed, parseRssFeed } from 'feedsmith';
import { writeAtom } from '../../../core/formats/atom.ts';
import type { Feed } from '../../../core/formats/feed.ts';
import { writeJsonFeed } from '../../../core/formats/json-feed.ts';
import { writeRss } from '../../../core/formats/rss.ts';

const SELF = 'https://osdex.example/feeds/changes';

const entry = {
  id: 'https://osdex.example/ubuntu/24.04/server-cloud/20260725/',
  url: 'https://osdex.example/ubuntu/24.04/server-cloud/20260725/',
  title: 'Ubuntu 24.04 Server cloud image 20260725 (withdrawn)',
  published: '2026-07-25T00:00:00Z',
  updated: '2026-07-30T00:00:00Z',
  summary: '18 files for amd64.',
  categories: ['ubuntu', 'cloud', 'signed'],
};

const older = {
  ...entry,
  id: 'tag:osdex.example,2025:older',
  published: '2025-01-01T00:00:00Z',
  updated: '2025-01-01T00:00:00Z',
};

const feed: Feed = {
  id: 'https://osdex.example/feeds/changes.atom',
  title: 'New images',
  description: 'The newest builds.',
  pageUrl: 'https://osdex.example/changes/',
  author: 'osdex',
  updated: '1970-01-01T00:00:00Z',
  entries: [older, entry],
};

const empty: Feed = { ...feed, entries: [] };

/** Texts as a publisher's name could be: markup, what XML cannot hold, half a character. */
const HOSTILE = `</title><script>alert(1)</script> & "quotes" 'too' ]]> \u0000\u001b\u{fffe}\ud800\t😀`;
const NOT_XML = ['\u0000', '\u001b', '\u{fffe}', '\ud800'];
const AS_XML = NOT_XML.reduce((text, character) => text.replace(character, '\u{fffd}'), HOSTILE);
const hostile: Feed = {
  ...feed,
  title: HOSTILE,
  description: HOSTILE,
  entries: [
    {
      ...entry,
      title: HOSTILE,
      summary: HOSTILE,
      categories: [HOSTILE],
      url: 'https://a.example/?a="&b=<',
    },
  ],
};

test('an Atom feed is read back by a reader as it was written', () => {
  const read = parseAtomFeed(writeAtom(feed, `${SELF}.atom`));
  assert.equal(read.id, feed.id);
  assert.equal(read.title?.value, 'New images');
  assert.equal(read.subtitle?.value, 'The newest builds.');
  assert.deepEqual(read.authors, [{ name: 'osdex' }]);
  assert.deepEqual(
    read.links?.map(({ rel, type, href }) => [rel, type, href]),
    [
      ['self', 'application/atom+xml', `${SELF}.atom`],
      ['alternate', 'text/html', feed.pageUrl],
    ],
  );
  assert.deepEqual(
    read.entries?.map(({ id, title, published, updated, summary, categories }) => ({
      id,
      title: title?.value,
      published,
      updated,
      summary: summary?.value,
      categories: categories?.map(({ term }) => term),
    })),
    feed.entries.map(({ url: _, ...one }) => one),
  );
});

test('an Atom feed has the elements that RFC 4287 asks for, each once', () => {
  const $ = load(writeAtom({ ...feed, entries: [entry] }, SELF), { xml: true });
  for (const name of ['id', 'title', 'updated', 'author']) assert.equal($(`feed > ${name}`).length, 1, name);
  for (const name of ['id', 'title', 'updated', 'summary'])
    assert.equal($(`entry > ${name}`).length, 1, name);
});

test('a feed is as old as its newest entry, and an empty one says when it was updated too', () => {
  assert.equal(parseAtomFeed(writeAtom(feed, SELF)).updated, '2026-07-30T00:00:00Z');
  assert.equal(parseRssFeed(writeRss(feed, SELF)).lastBuildDate, 'Thu, 30 Jul 2026 00:00:00 GMT');
  assert.equal(parseAtomFeed(writeAtom(empty, SELF)).updated, '1970-01-01T00:00:00Z');
  assert.equal(parseRssFeed(writeRss(empty, SELF)).lastBuildDate, 'Thu, 01 Jan 1970 00:00:00 GMT');
  assert.deepEqual(JSON.parse(writeJsonFeed(empty, SELF)).items, []);
});

test('an RSS feed is read back by a reader as it was written', () => {
  const read = parseRssFeed(writeRss(feed, `${SELF}.rss`));
  assert.equal(read.title, 'New images');
  assert.equal(read.link, feed.pageUrl);
  assert.equal(read.description, 'The newest builds.');
  assert.deepEqual(
    read.atom?.links?.map(({ rel, href }) => [rel, href]),
    [['self', `${SELF}.rss`]],
  );
  assert.deepEqual(
    read.items?.map(({ title, link, guid, pubDate, categories }) => [
      title,
      link,
      guid?.value,
      guid?.isPermaLink,
      pubDate,
      categories?.map(({ name }) => name),
    ]),
    [
      [older.title, older.url, older.id, false, 'Wed, 01 Jan 2025 00:00:00 GMT', older.categories],
      [entry.title, entry.url, entry.id, true, 'Sat, 25 Jul 2026 00:00:00 GMT', entry.categories],
    ],
  );
});

test('a JSON feed has what version 1.1 asks for', () => {
  const text = writeJsonFeed(feed, `${SELF}.json`);
  const read = JSON.parse(text);
  assert.equal(read.version, 'https://jsonfeed.org/version/1.1');
  assert.equal(read.feed_url, `${SELF}.json`);
  assert.deepEqual(read.items[1], {
    id: entry.id,
    url: entry.url,
    title: entry.title,
    content_text: entry.summary,
    date_published: entry.published,
    date_modified: entry.updated,
    tags: entry.categories,
  });
  assert.equal(parseJsonFeed(text).items?.length, 2);
});

test('markup in a text comes out as text, and what XML cannot hold is replaced', () => {
  for (const [written, titles] of [
    [writeAtom(hostile, SELF), ['feed > title', 'entry > title', 'entry > summary']],
    [writeRss(hostile, SELF), ['channel > title', 'item > title', 'item > category']],
  ] as const) {
    for (const refused of ['<script', ...NOT_XML]) assert.ok(!written.includes(refused), refused);
    const $ = load(written, { xml: true });
    for (const title of titles) assert.equal($(title).text(), AS_XML, title);
  }
  const $ = load(writeAtom(hostile, SELF), { xml: true });
  assert.equal($('entry > link').attr('href'), 'https://a.example/?a="&b=<');
});

test('a JSON feed holds a hostile text as it is, but for half characters', () => {
  const written = writeJsonFeed(hostile, SELF);
  assert.equal(written.isWellFormed(), true);
  assert.equal(JSON.parse(written).title, HOSTILE.replace('\ud800', '\u{fffd}'));
});

test('the same entries give the same bytes', () => {
  for (const write of [writeAtom, writeRss, writeJsonFeed])
    assert.equal(write(feed, SELF), write(structuredClone(feed), SELF));
});
