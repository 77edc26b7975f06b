import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { keptFiles } from '../../mirror/kept-files.ts';
import { testRemote, WITHOUT_RCLONE } from '../../mirror/remote/remotes.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { runMirror } from './run-mirror.ts';

test('synchronise tells what it would do, does it, and does nothing more then', async (t) => {
  const { repository, keep } = await keptFiles(t);
  await keep('debian/d.iso', 'debian');
  await keep('u.img', 'ubuntu 24.04');
  const folder = await temporaryFolder(t);
  const run = (...flags: string[]) => runMirror(folder, 'synchronise', repository.root, 'usb', ...flags);
  const told = await run('--dry-run');
  assert.equal(
    told.out,
    'send             6 B  debian/d.iso\nsend            12 B  u.img\nto send 2 files (18 B), 0 there already\n',
  );
  const done = await run();
  assert.deepEqual(
    [done.exit, done.out, done.err.split('\n').toSorted().at(-1)],
    [0, 'sent 2 files (18 B), 0 there already\n', 'sent            12 B  u.img'],
  );
  const again = await runMirror(folder, 'synchronize', repository.root, 'usb', '-m', 'mirror', '--json');
  const { done: steps, unchanged, failed } = JSON.parse(again.out);
  assert.deepEqual([steps, unchanged, failed], [[], 2, []]);
});

test('a bad file fails the command after all others were done', async (t) => {
  const { repository, keep, at } = await keptFiles(t);
  await keep('good.iso', 'good');
  await keep('bad.iso', 'bad');
  await writeFile(at('bad.iso'), 'other bytes');
  const { exit, out, err } = await runMirror(await temporaryFolder(t), 'synchronise', repository.root, 'to');
  assert.deepEqual([exit, out], [1, 'sent 1 file (4 B), 0 there already, 1 failed\n']);
  assert.match(err, /expected the bytes that the inventory has, found others, .*bad\.iso; it was not sent/);
});

test('wrong arguments, a remote that nobody knows and a missing rclone say what to do', async (t) => {
  const { repository, keep } = await keptFiles(t);
  await keep('a.iso', 'a');
  const folder = await temporaryFolder(t);
  const { root } = repository;
  const mode = await runMirror(folder, 'synchronise', root, 'to', '--mode', 'overwrite');
  assert.equal(mode.exit, 2);
  assert.match(mode.err, /Allowed choices are mirror, update, merge/);
  const parallel = await runMirror(folder, 'synchronise', root, 'to', '--parallel', '0');
  assert.equal(parallel.exit, 2);
  const secret = await runMirror(folder, 'synchronise', root, ':s3,secret_access_key=VERYSECRET:b');
  assert.equal(secret.exit, 2);
  assert.doesNotMatch(secret.err + secret.out, /VERYSECRET/);

  const before = process.env['PATH'];
  t.after(() => (process.env['PATH'] = before));
  process.env['PATH'] = join(folder, 'nothing');
  const { exit, err } = await runMirror(folder, 'synchronise', root, 'nas:images');
  assert.equal(exit, 1);
  assert.match(
    err,
    /expected the program rclone .* found none; install it \(Debian: apt-get install rclone\)/,
  );
});

test('a remote is named as rclone names it', { skip: WITHOUT_RCLONE }, async (t) => {
  const { place, files } = await testRemote(t, 'disk');
  const { repository, keep } = await keptFiles(t);
  await keep('a.iso', 'a');
  const folder = await temporaryFolder(t);
  const unknown = await runMirror(folder, 'synchronise', repository.root, 'nas:images');
  assert.equal(unknown.exit, 2);
  assert.match(unknown.err, /found "nas:images"; rclone knows "test" \("rclone config" makes one\)/);
  const { exit } = await runMirror(
    folder,
    'synchronise',
    repository.root,
    `rclone:${place}`,
    '--mode',
    'mirror',
  );
  assert.equal(exit, 0);
  assert.equal((await files()).get('a.iso')?.toString(), 'a');
});
