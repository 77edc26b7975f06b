import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from 'cheerio';
import { writeOpenSearch } from '../../../core/formats/open-search.ts';

const search = {
  name: 'osdex',
  description: 'Images',
  iconUrl: 'https://osdex.example/icon.svg',
  searchUrl: 'https://osdex.example/?q={searchTerms}&latest=1',
  selfUrl: 'https://osdex.example/opensearch.xml',
};

test('a browser is told where to search', () => {
  const $ = load(writeOpenSearch(search), { xml: true });
  assert.equal($('ShortName').text(), 'osdex');
  assert.equal($('Url[type="text/html"]').attr('template'), search.searchUrl);
  assert.equal($('Url[rel=self]').attr('template'), search.selfUrl);
});

test('a name is text, and no longer than browsers take', () => {
  const name = `<b> & ${'😀'.repeat(20)}`;
  const $ = load(writeOpenSearch({ ...search, name }), { xml: true });
  assert.equal($('ShortName').text(), `<b> & ${'😀'.repeat(10)}`);
});
