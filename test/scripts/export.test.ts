import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCleartextMessage, verify } from 'openpgp';
import { digestOf } from '../../core/digest.ts';
import { FORMATS } from '../../core/formats/registry.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { makeTestKey } from '../test-key.ts';
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

test('list prints the same with --format', async (t) => {
  const { osdex } = await ownCatalog(t, makeProduct(), [RELEASE]);
  const listed = await osdex('list', 'example', '--format', 'csv');
  assert.deepEqual(listed, await osdex('export', 'csv', '--select', 'example'));
  assert.match(listed.out, /^id,product,/);
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

test('export makes torrents of the images that are at hand, and of nothing else', async (t) => {
  const bytes = Buffer.from('the image');
  const artifact = (file: string) => makeArtifact(file, { digest: digestOf(bytes), size: bytes.length });
  const release = makeRelease('1', [
    makeBuild('20260725', {
      artifacts: [artifact('here.qcow2'), artifact('wrong.qcow2'), artifact('away.qcow2')],
    }),
  ]);
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [release]);
  await mkdir(join(folder, 'images'));
  await writeFile(join(folder, 'images/here.qcow2'), bytes);
  await writeFile(join(folder, 'images/wrong.qcow2'), 'another image');
  const { exit, err } = await osdex('export', 'torrent', '--files', 'images', '-o', 'torrents');
  assert.equal(exit, 1);
  assert.match(err, /osdex: expected sha256:\w+, found sha256:\w+: images\/wrong\.qcow2 is not example\//);
  assert.match(err, /Wrote 1 image as torrent to torrents\./);
  assert.match(err, /1 {2}expected its file in images, found none/);
  const made = (await readdir(join(folder, 'torrents'), { recursive: true })).filter((name) =>
    name.endsWith('.torrent'),
  );
  assert.deepEqual(
    made.map((name) => name.split('/').at(-1)),
    ['here.qcow2.torrent'],
  );
  const without = await osdex('export', 'torrent', '-o', 'torrents');
  assert.equal(without.exit, 2);
  assert.match(without.err, /expected --files FOLDER/);
});

test('export signs what its readers take signed', async (t) => {
  const sized = makeArtifact('os-amd64.qcow2', { size: 9 });
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [
    makeRelease('1', [makeBuild('20260725', { artifacts: [sized] })]),
  ]);
  const key = await makeTestKey({ userIDs: [{ name: 'Mirror' }] });
  await writeFile(join(folder, 'secret.asc'), key.privateKey.armor());
  const { exit, err } = await osdex('export', 'simplestreams', '--sign-with', 'secret.asc', '-o', 'mirror');
  assert.equal(exit, 0, err);
  const index = await readFile(join(folder, 'mirror/streams/v1/index.sjson'), 'utf8');
  const message = await readCleartextMessage({ cleartextMessage: index });
  const { signatures, data } = await verify({ message, verificationKeys: key.privateKey.toPublic() });
  assert.equal(await signatures[0]?.verified, true);
  assert.doesNotMatch(index, /\r/);
  assert.match(data, /"path": "streams\/v1\/images\.sjson"/);
  const wrong = await osdex('export', 'json', '--sign-with', 'secret.asc', '-o', 'x.json');
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /expected a format whose readers take signed files, found json/);
});
