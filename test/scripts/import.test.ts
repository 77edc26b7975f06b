import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../test-release.ts';
import { ownCatalog } from './own-catalog.ts';

const RELEASE = makeRelease('1', [makeBuild('20260725')]);

test('what one catalog exports another imports, from a file or an address', async (t) => {
  const one = await ownCatalog(t, makeProduct(), [RELEASE]);
  const other = await ownCatalog(t, makeProduct({ product: 'other' }), []);
  await one.osdex('export', 'jsonl', '-o', join(other.folder, 'one.jsonl'));
  const { exit, out, err } = await other.osdex('import', 'one.jsonl', '--from', 'the other team');
  assert.deepEqual([exit, err], [0, '']);
  assert.equal(
    out,
    'Took 1 image from jsonl; 0 on record already, 0 of them signed.\n' +
      '  + example/1/cloud/20260725/example-20260725-amd64.qcow2\n' +
      'Wrote example/product.yaml.\nWrote example/1.yaml.\n',
  );
  const { out: listed } = await other.osdex('list', 'example', '--json');
  const [image] = JSON.parse(listed) as { verification: unknown }[];
  assert.deepEqual(image?.verification, { level: 'imported', from: 'the other team' });
});

test('paths in a file are relative to where it is on the web', async (t) => {
  const sized = makeArtifact('os-amd64.qcow2', { size: 9 });
  const one = await ownCatalog(t, makeProduct(), [
    makeRelease('1', [makeBuild('20260725', { artifacts: [sized] })]),
  ]);
  await one.osdex('export', 'simplestreams', '-o', 'mirror');
  const args = ['import', 'mirror/streams/v1/images.json', '--json', '--catalog', join(one.folder, 'other')];
  const nowhere = JSON.parse((await one.osdex(...args)).out) as { notTaken: { reason: string }[] };
  assert.match(nowhere.notTaken[0]?.reason ?? '', /^expected the address of the file, found none$/);
  await one.osdex(...args, '--base', 'https://mirror.example.org/os/streams/v1/images.json');
  const { out } = await one.osdex('list', '--json', '--catalog', join(one.folder, 'other'));
  const [image] = JSON.parse(out) as { url: string }[];
  assert.equal(image?.url, 'https://mirror.example.org/os/example/1/cloud/20260725/os-amd64.qcow2');
});

test('import tells which entries it did not take, and fails for them', async (t) => {
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [RELEASE]);
  await writeFile(join(folder, 'x.jsonl'), '{"id":"a","product":"a"}\nno json\n{"id":"b","size":"large"}\n');
  const { exit, err } = await osdex('import', 'x.jsonl');
  assert.equal(exit, 1);
  assert.equal(
    err,
    'osdex: 3 entries not taken:\n' +
      '  line 2: expected a JSON document\n' +
      '  line 3: size: expected number, found string\n' +
      '  line 1: expected a digest by sha256, sha384, sha512, sha1 or md5, found none\n',
  );
});

test('import asks for the format of what looks like none', async (t) => {
  const { folder, osdex } = await ownCatalog(t, makeProduct(), [RELEASE]);
  await writeFile(join(folder, 'x.txt'), 'nothing of the kind');
  const { exit, err } = await osdex('import', 'x.txt');
  assert.equal(exit, 2);
  assert.match(err, /x\.txt looks like none of them; say which with --format: /);
  const missing = await osdex('import', 'missing.json');
  assert.equal(missing.exit, 1);
  assert.match(missing.err, /expected to read missing\.json, found: ENOENT/);
});
