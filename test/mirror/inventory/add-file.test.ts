import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { addFile } from '../../../mirror/inventory/add-file.ts';
import type { AddWishes } from '../../../mirror/inventory/add-file.ts';
import { readRecords } from '../../../mirror/record-log.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { imageOf, LATER, NOW, repositoryPlace } from './repository-place.ts';

const IMAGE = imageOf('os-amd64.qcow2', 'an image');

async function place(t: TestContext, files: Record<string, string> = {}) {
  const found = await repositoryPlace(t, files);
  const elsewhere = await temporaryFolder(t, { 'rescue.img.xz': 'mine', 'os.bin': 'an image' });
  return {
    ...found,
    elsewhere: (name: string) => join(elsewhere, name),
    add: (from: string, wishes: Partial<AddWishes> = {}) =>
      addFile(
        found.repository,
        found.inventory,
        from,
        { name: 'my own', facets: {}, ...wishes },
        { images: async () => [IMAGE], now: () => NOW },
      ),
  };
}

test('a file of one’s own is copied to a place of its name, and is what is said of it', async (t) => {
  const { add, elsewhere, read, scan, known, repository } = await place(t);
  const file = await add(elsewhere('rescue.img.xz'), { facets: { kind: 'live', arch: 'amd64' } });
  assert.equal(file.path, 'custom/my own.img.xz');
  assert.equal(await read('custom/my own.img.xz'), 'mine');
  assert.ok(existsSync(elsewhere('rescue.img.xz')));
  assert.deepEqual(known(file.path), file);
  assert.deepEqual(
    [file.name, file.state, file.facets],
    ['my own', 'unknown', { kind: 'live', arch: 'amd64' }],
  );
  assert.deepEqual(await scan(), { files: 1, unchanged: 1 });
  const [event] = await readRecords(repository);
  assert.deepEqual(
    [event?.event, event?.from, event?.reason],
    ['added', elsewhere('rescue.img.xz'), 'as my own'],
  );
});

test('a file may be moved to a path that is given, and the catalog knows best what it is', async (t) => {
  const { add, elsewhere, read } = await place(t);
  const file = await add(elsewhere('os.bin'), { path: 'a/b.qcow2', move: true, facets: { arch: 'arm64' } });
  assert.equal(await read('a/b.qcow2'), 'an image');
  assert.ok(!existsSync(elsewhere('os.bin')));
  assert.deepEqual([file.state, file.id, file.facets.arch], ['proven', IMAGE.id, 'amd64']);
});

test('a file that is in the repository already only gets its name', async (t) => {
  const { add, at, scan, known, states } = await place(t, { 'a.iso': 'mine' });
  await scan([], { now: () => LATER });
  await add(at('a.iso'));
  assert.deepEqual(states(), { 'a.iso': 'unknown' });
  assert.equal(known('a.iso').name, 'my own');
  assert.equal(known('a.iso').addedAt, '2026-08-26T04:00:00Z');
});

test('nothing is written over, a name is given once, and paths stay inside', async (t) => {
  const { add, elsewhere, write, read, at } = await place(t);
  await write('custom/my own.img.xz', 'there before');
  await assert.rejects(add(elsewhere('rescue.img.xz')), { code: 'digest-conflict' });
  await assert.rejects(add(elsewhere('rescue.img.xz'), { move: true }), { code: 'digest-conflict' });
  assert.equal(await read('custom/my own.img.xz'), 'there before');
  assert.ok(existsSync(elsewhere('rescue.img.xz')));
  assert.ok(!existsSync(at('custom/my own.img.xz.part')));
  await add(elsewhere('rescue.img.xz'), { path: 'a.iso' });
  await assert.rejects(add(elsewhere('os.bin'), { path: 'b.iso' }), {
    code: 'name-conflict',
    message: 'expected "my own" to be no other file\'s name, found a.iso',
  });
  await assert.rejects(add(elsewhere('os.bin'), { name: 'x', path: '../b.iso' }), { code: 'name-refused' });
  for (const name of ['', '../x', 'a/b', '-rf', '\u001b[2J', 'x'.repeat(200)])
    await assert.rejects(add(elsewhere('os.bin'), { name }), { code: 'usage' }, name);
  await assert.rejects(add(elsewhere('nothing')), { code: 'not-found' });
  await symlink(elsewhere('os.bin'), elsewhere('link'));
  await assert.rejects(add(elsewhere('link'), { name: 'x' }), { code: 'not-found' });
  await writeFile(elsewhere('os.bin'), 'still here');
});
