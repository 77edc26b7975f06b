import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'cheerio';
import { writeAtom } from '../../../core/formats/atom.ts';
import type { AtomFeed } from '../../../core/formats/atom.ts';

const feed: AtomFeed = {
  id: 'https://osdex.example/feeds/changes.atom',
  title: 'New images',
  selfUrl: 'https://osdex.example/feeds/changes.atom',
  pageUrl: 'https://osdex.example/changes/',
  author: 'osdex',
  updated: '1970-01-01T00:00:00Z',
  entries: [],
};

const entry = {
  id: 'https://osdex.example/ubuntu/24.04/server-cloud/20260725/',
  url: 'https://osdex.example/ubuntu/24.04/server-cloud/20260725/',
  title: 'Ubuntu 24.04 Server cloud image 20260725',
  updated: '2026-07-25T00:00:00Z',
  summary: '18 files for amd64.',
};

test('a feed has the elements that RFC 4287 asks for, each once', () => {
  const $ = load(writeAtom({ ...feed, entries: [entry] }), { xml: true });
  for (const name of ['id', 'title', 'updated', 'author']) assert.equal($(`feed > ${name}`).length, 1, name);
  for (const name of ['id', 'title', 'updated', 'summary'])
    assert.equal($(`entry > ${name}`).length, 1, name);
  assert.equal($('feed').attr('xmlns'), 'http://www.w3.org/2005/Atom');
  assert.equal($('feed > link[rel=self]').attr('href'), feed.selfUrl);
  assert.equal($('entry > link').attr('href'), entry.url);
});

test('the feed is as old as its newest entry', () => {
  const older = { ...entry, id: 'https://osdex.example/older/', updated: '2025-01-01T00:00:00Z' };
  const $ = load(writeAtom({ ...feed, entries: [older, entry] }), { xml: true });
  assert.equal($('feed > updated').text(), '2026-07-25T00:00:00Z');
});

test('an empty feed still says when it was updated', () => {
  assert.match(writeAtom(feed), /<updated>1970-01-01T00:00:00Z<\/updated>/);
});

test('markup in a text comes out as text', () => {
  const title = `</title><script>alert(1)</script> & "quotes" 'too' ]]>`;
  const xml = writeAtom({ ...feed, entries: [{ ...entry, title, url: 'https://a.example/?a="&b=<' }] });
  assert.doesNotMatch(xml, /<script/);
  const $ = load(xml, { xml: true });
  assert.equal($('entry > title').text(), title);
  assert.equal($('entry > link').attr('href'), 'https://a.example/?a="&b=<');
});

test('characters that XML cannot hold are replaced', () => {
  const xml = writeAtom({ ...feed, title: 'a\u0000b\u001bc\ud800d\uffffe\tf😀' });
  assert.match(xml, /<title>a�b�c�d�e\tf😀<\/title>/);
});
