import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readListing } from '../../crawler/listing.ts';
import { fetcherOf } from '../test-fetcher.ts';
import { startTestServer } from '../test-server.ts';
import { makeShelf } from './shelf.ts';

const URL = 'https://images.example/1/';

test('an entry whose serial no address may be made of is no build', async (t) => {
  const shelf = await makeShelf(t);
  const [feed] = (await shelf.source()).feeds;
  assert.ok(feed);
  const names = ['20260101/', '20260102/20260103/', `${'2'.repeat(65)}/`, '20260104@x/'];
  const text = names.map((name) => `<a href="${name}">x</a>`).join('');
  const server = await startTestServer(t, (_, response) => response.end(text));
  const loose = { ...feed, patterns: { serial: '.+' } };
  assert.deepEqual(await readListing(loose, {}, URL, fetcherOf(t, server)), [{ serial: '20260101' }]);
});
