import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { makeShelf } from './shelf.ts';
import type { Shelf } from './shelf.ts';

/** A publisher who gives each build a name beside its serial, and takes the two newest when first crawled. */
async function namedShelf(t: TestContext): Promise<Shelf> {
  const shelf = await makeShelf(t);
  await shelf.editSource('versionScheme: other', 'versionScheme: other\nfirst: 2');
  await shelf.editSource('entry: "{serial}/"', 'entry: "{name}-{serial}/"');
  await shelf.editSource('sums: "{serial}/SUMS"', 'sums: "{name}-{serial}/SUMS"');
  await shelf.editSource(`patterns: { `, `patterns: { name: '[a-z]+', `);
  const builds = ['apollo-1', 'gemini-2', 'mercury-3', 'titan-4'];
  for (const build of builds) {
    await shelf.publish(build, { signedAt: '2026-03-15T12:00:00Z' });
  }
  shelf.list(builds);
  return shelf;
}

async function recordedSerials(shelf: Shelf): Promise<string[]> {
  assert.deepEqual((await shelf.crawl()).errors, []);
  return (await shelf.builds('shelf', '1', 'cloud')).map(({ serial }) => serial);
}

test('a name that differs tells another kind of file, of which the newest are taken too', async (t) => {
  const shelf = await namedShelf(t);
  assert.deepEqual(await recordedSerials(shelf), ['4', '3', '2', '1']);
});

test('a name that the source says changes with each build tells no kinds of files apart', async (t) => {
  const shelf = await namedShelf(t);
  await shelf.editSource('trust: {', 'perBuild: [name]\n    trust: {');
  assert.deepEqual(await recordedSerials(shelf), ['4', '3']);
});
