import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { FORMATS } from '../../core/formats/registry.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { ownCatalog } from './own-catalog.ts';

const RELEASE = makeRelease('1', [
  makeBuild('20260725'),
  makeBuild('20260601', { artifacts: [makeArtifact('older.qcow2')] }),
]);

test('export writes the newest of each stream, or what is selected, to a file or to standard output', async (t) => {
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [RELEASE]);
  const newest = await osdex('export', 'jsonl');
  assert.equal(newest.exit, 0, newest.err);
  assert.deepEqual(
    newest.out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { id: string }).id),
    ['example/1/cloud/20260725/example-20260725-amd64.qcow2'],
  );
  const all = await osdex('export', 'json', '--select', '', '-o', 'below/all.json');
  assert.deepEqual([all.exit, all.out, all.err], [0, '', 'Wrote 2 images as json to below/all.json.\n']);
  assert.equal((JSON.parse(await readFile(join(folder, 'below/all.json'), 'utf8')) as []).length, 2);
  assert.deepEqual(await readdir(join(folder, 'below')), ['all.json']);
});

test('export leaves the file as it was where nothing can be written to it', async (t) => {
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [RELEASE]);
  await writeFile(join(folder, 'kept.json'), 'kept');
  await writeFile(join(folder, 'catalog/example/2.yaml'), 'no catalog');
  const { exit, err } = await osdex('export', 'json', '-o', 'kept.json');
  assert.equal(exit, 1);
  assert.match(err, /catalog\/example\/2\.yaml/);
  assert.equal(await readFile(join(folder, 'kept.json'), 'utf8'), 'kept');
  assert.deepEqual((await readdir(folder)).toSorted(), ['catalog', 'kept.json']);
});

test('export names its formats, and the one that was meant', async (t) => {
  const { osdex } = await ownCatalog(t, makeProduct(), [RELEASE]);
  const { out } = await osdex('export', '--json');
  assert.deepEqual(
    (JSON.parse(out) as { name: string }[]).map(({ name }) => name),
    FORMATS.filter(({ write }) => write !== undefined).map(({ name }) => name),
  );
  const wrong = await osdex('export', 'jsno');
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /expected a format that can be written, found "jsno"; did you mean json\?/);
});
