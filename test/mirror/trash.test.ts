import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { appendFile, link, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRecords } from '../../mirror/record-log.ts';
import { removeFile } from '../../mirror/remove-file.ts';
import { emptyTrash, listTrash, moveToTrash, restoreFromTrash } from '../../mirror/trash.ts';
import { keptFiles } from './kept-files.ts';

const NOW = new Date('2026-07-26T10:00:00Z');
const LATER = new Date('2026-07-28T10:00:00Z');

test('a removed file comes back with all that was known of it, its name too', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  const file = await keep('Linux/Debian - 13/d.iso', 'debian', { name: 'ours', id: 'debian/13/x/1/d.iso' });
  const removed = await removeFile(repository, inventory, file.path, {
    now: NOW,
    reason: 'no longer wanted',
  });
  assert.deepEqual(removed, {
    kind: 'trashed',
    path: file.path,
    place: `.osdex/trash/2026-07-26/${file.path}`,
    sizeBytes: 6,
  });
  assert.ok(!existsSync(at('Linux')), 'folders that are empty without it are gone');
  assert.deepEqual(inventory.all(), []);
  assert.deepEqual(await listTrash(repository), [
    {
      path: file.path,
      place: removed.place,
      trashedAt: '2026-07-26T10:00:00Z',
      sizeBytes: 6,
      isLinked: false,
      reason: 'no longer wanted',
      file,
    },
  ]);

  const restored = await restoreFromTrash(repository, inventory, file.path, LATER);
  assert.deepEqual(restored, { path: file.path, isKnown: true });
  assert.equal(await readFile(at(file.path), 'utf8'), 'debian');
  assert.deepEqual(inventory.all(), [file]);
  assert.deepEqual(await listTrash(repository), []);
  assert.ok(!existsSync(join(repository.records, 'trash')), 'nothing is left of an empty trash');
  const log = await readRecords(repository);
  assert.deepEqual(
    log.map(({ event, path, digest, time }) => [event, path, digest, time]),
    [
      ['trashed', file.path, file.digests[0], '2026-07-26T10:00:00Z'],
      ['restored', file.path, file.digests[0], '2026-07-28T10:00:00Z'],
    ],
  );
});

test('nothing is written over, neither in the trash nor by what comes back', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  for (const bytes of ['first', 'second']) {
    await keep('a.iso', bytes);
    await removeFile(repository, inventory, 'a.iso', { now: NOW });
  }
  await keep('a.iso', 'third');
  await assert.rejects(restoreFromTrash(repository, inventory, 'a.iso', NOW), {
    code: 'name-conflict',
    message: /^expected nothing at .*a\.iso, found a file; move that away, or give this one another path/,
  });
  assert.equal(await readFile(at('a.iso'), 'utf8'), 'third');
  assert.deepEqual(
    (await listTrash(repository)).map(({ place }) => place),
    ['.osdex/trash/2026-07-26-1/a.iso', '.osdex/trash/2026-07-26/a.iso'],
  );

  await restoreFromTrash(repository, inventory, 'a.iso', NOW, 'newest.iso');
  await restoreFromTrash(repository, inventory, '.osdex/trash/2026-07-26/a.iso', NOW, 'old/oldest.iso');
  assert.equal(await readFile(at('newest.iso'), 'utf8'), 'second');
  assert.equal(await readFile(at('old/oldest.iso'), 'utf8'), 'first');
  assert.deepEqual(
    inventory.all().map(({ path }) => path),
    ['a.iso', 'newest.iso', 'old/oldest.iso'],
  );
});

test('a file and a folder of one name find room in the trash of one day', async (t) => {
  const { repository, inventory, keep } = await keptFiles(t);
  await keep('a/b', 'in a folder');
  await removeFile(repository, inventory, 'a/b', { now: NOW });
  await keep('a', 'a file');
  await removeFile(repository, inventory, 'a', { now: NOW });
  await keep('a/b', 'again in a folder');
  await removeFile(repository, inventory, 'a/b', { now: NOW });
  assert.deepEqual((await listTrash(repository)).map(({ place }) => place).toSorted(), [
    '.osdex/trash/2026-07-26-1/a',
    '.osdex/trash/2026-07-26-2/a/b',
    '.osdex/trash/2026-07-26/a/b',
  ]);
});

test('bytes that were changed in the trash do not come back as proven', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  await keep('a.iso', 'good');
  const place = await moveToTrash(repository, 'a.iso', NOW, { file: inventory.get('a.iso') });
  await appendFile(join(repository.root, place), ' and more');
  assert.deepEqual(await restoreFromTrash(repository, inventory, 'a.iso', NOW), {
    path: 'a.iso',
    isKnown: false,
  });
  assert.equal(await readFile(at('a.iso'), 'utf8'), 'good and more');
  assert.deepEqual(inventory.all(), []);
});

test('a file whose record is gone or broken is still listed, and comes back without it', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  await keep('a.iso', 'good');
  const place = await moveToTrash(repository, 'a.iso', NOW, { file: inventory.get('a.iso') });
  await writeFile(join(repository.root, place, '..', '.a.iso.json'), '{"schema":');
  const [trashed] = await listTrash(repository);
  assert.deepEqual([trashed?.path, trashed?.trashedAt], ['a.iso', '2026-07-26T00:00:00Z']);
  await restoreFromTrash(repository, inventory, 'a.iso', NOW);
  assert.equal(await readFile(at('a.iso'), 'utf8'), 'good');
});

test('emptying deletes what lay long enough, and counts as freed only what has no other name', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  await keep('old.iso', 'old');
  await keep('linked.iso', 'linked');
  await link(at('linked.iso'), at('linked-too.iso'));
  for (const path of ['old.iso', 'linked.iso']) await removeFile(repository, inventory, path, { now: NOW });
  await keep('new.iso', 'new');
  await removeFile(repository, inventory, 'new.iso', { now: LATER });

  const before = new Date('2026-07-27T00:00:00Z');
  const told = await emptyTrash(repository, LATER, before, true);
  assert.equal((await listTrash(repository)).length, 3, 'a dry run deletes nothing');
  const emptied = await emptyTrash(repository, LATER, before);
  assert.deepEqual(emptied, told);
  assert.deepEqual(
    emptied.deleted.map(({ path }) => path),
    ['linked.iso', 'old.iso'],
  );
  assert.equal(emptied.freedBytes, 3);
  assert.equal(await readFile(at('linked-too.iso'), 'utf8'), 'linked');
  assert.deepEqual(
    (await listTrash(repository)).map(({ path }) => path),
    ['new.iso'],
  );

  assert.equal((await emptyTrash(repository, LATER, undefined)).deleted.length, 1);
  assert.ok(!existsSync(join(repository.records, 'trash')));
});

test('a link that is removed takes nothing with it that it leads to', async (t) => {
  const { repository, inventory, at } = await keptFiles(t);
  const other = await keptFiles(t);
  await other.keep('theirs.iso', 'theirs');
  await symlink(other.at('theirs.iso'), at('link.iso'));
  await symlink(other.repository.root, at('folder'));
  await removeFile(repository, inventory, 'link.iso', { now: NOW });
  await emptyTrash(repository, NOW, undefined);
  await assert.rejects(removeFile(repository, inventory, 'folder/theirs.iso', { now: NOW, forGood: true }), {
    code: 'name-refused',
  });
  assert.equal(await readFile(other.at('theirs.iso'), 'utf8'), 'theirs');
});

test('removing for good leaves nothing; what is gone already is forgotten; what never was is an error', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  await keep('folder/a.iso', 'a');
  const options = { now: NOW, forGood: true };
  assert.deepEqual(await removeFile(repository, inventory, 'folder/a.iso', options), {
    kind: 'deleted',
    path: 'folder/a.iso',
    sizeBytes: 1,
  });
  assert.ok(!existsSync(at('folder')));
  assert.deepEqual(await listTrash(repository), []);

  const lost = await keep('folder/lost.iso', 'lost');
  await moveToTrash(repository, lost.path, NOW);
  assert.deepEqual(await removeFile(repository, inventory, lost.path, options), {
    kind: 'forgotten',
    path: lost.path,
  });
  await assert.rejects(removeFile(repository, inventory, lost.path, options), { code: 'not-found' });
  await assert.rejects(removeFile(repository, inventory, 'folder', options), {
    code: 'not-found',
    message: /found a folder; name the files in it$/,
  });
  for (const outside of ['../a.iso', '/etc/hostname', '.osdex/inventory.sqlite', ''])
    await assert.rejects(removeFile(repository, inventory, outside, options), { code: 'name-refused' });
});
