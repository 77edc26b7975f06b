import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { keptFiles } from '../../mirror/kept-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { runMirror } from './run-mirror.ts';

test('remove and trash restore are each other’s way back, by paths as a shell completes them', async (t) => {
  const { repository, at, keep } = await keptFiles(t);
  await keep('debian/d.iso', 'debian');
  await keep('u.iso', 'ubuntu');
  const removed = await runMirror(repository.root, 'remove', './u.iso', at('debian/d.iso'));
  assert.equal(removed.exit, 0, removed.err);
  assert.match(removed.out, /^trashed +u\.iso \(6 B\), now \.osdex\/trash\/\d{4}-\d{2}-\d{2}\/u\.iso$/m);

  const listed = await runMirror(repository.root, 'trash', 'list', '--json');
  const { files, sizeBytes } = JSON.parse(listed.out) as { files: { path: string }[]; sizeBytes: number };
  assert.deepEqual([files.map(({ path }) => path).toSorted(), sizeBytes], [['debian/d.iso', 'u.iso'], 12]);

  const restored = await runMirror(repository.root, 'trash', 'restore', 'u.iso');
  assert.equal(restored.exit, 0, restored.err);
  assert.equal(restored.out, 'restored   u.iso, with what was known of it\n');
  assert.equal(await readFile(at('u.iso'), 'utf8'), 'ubuntu');

  const kept = await runMirror(repository.root, 'trash', 'empty', '--older-than', '1h');
  assert.equal(kept.out, '0 files deleted, 0 B freed\n');
  const emptied = await runMirror(repository.root, 'trash', 'empty', '--all', '--json');
  const { deleted, freedBytes } = JSON.parse(emptied.out) as { deleted: unknown[]; freedBytes: number };
  assert.deepEqual([deleted.length, freedBytes], [1, 6]);
  assert.equal((await runMirror(repository.root, 'trash', 'list')).out, 'The trash is empty.\n');
});

test('remove does what can be done, says what could not, and fails', async (t) => {
  const { repository, at, keep } = await keptFiles(t);
  await keep('a.iso', 'a');
  const { exit, out, err } = await runMirror(
    repository.root,
    'remove',
    '--now',
    'a.iso',
    '../b.iso',
    'c.iso',
  );
  assert.equal(exit, 1);
  assert.equal(out, 'deleted    a.iso (1 B)\n');
  assert.match(
    err,
    /expected a relative path of names that begin with a letter or digit, found "\.\.\/b\.iso"/,
  );
  assert.match(err, /expected a file at .*c\.iso, found no such file/);
  assert.match(err, /2 files of 3 could not be removed/);
  assert.ok(!existsSync(at('a.iso')));
});

test('where no repository is, or a time is none, nothing is done', async (t) => {
  const nowhere = await temporaryFolder(t);
  const none = await runMirror(nowhere, 'remove', 'a.iso');
  assert.equal(none.exit, 2);
  assert.match(none.err, /expected a repository at .*, found none/);
  assert.ok(!existsSync(`${nowhere}/.osdex`));

  const { repository } = await keptFiles(t);
  const wrong = await runMirror(repository.root, 'trash', 'empty', '--older-than', '1y');
  assert.equal(wrong.exit, 2);
  assert.match(wrong.err, /such as 45s, 30min, 12h, 30d or 2w, found "1y"/);
});
