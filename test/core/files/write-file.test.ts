import assert from 'node:assert/strict';
import { mkdir, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFileAtomic } from '../../../core/files/write-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

test('a file is written with the folders above it', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'a/b/c.yaml');
  assert.equal(await writeFileAtomic(path, 'ä\n'), true);
  assert.equal(await readFile(path, 'utf8'), 'ä\n');
  assert.deepEqual(await readdir(join(folder, 'a/b')), ['c.yaml']);
});

test('the same bytes are not written again', async (t) => {
  const folder = await temporaryFolder(t, { 'a.yaml': 'same\n' });
  const path = join(folder, 'a.yaml');
  const before = await stat(path, { bigint: true });
  assert.equal(await writeFileAtomic(path, 'same\n'), false);
  const after = await stat(path, { bigint: true });
  assert.deepEqual([after.ino, after.mtimeNs, after.ctimeNs], [before.ino, before.mtimeNs, before.ctimeNs]);
});

test('who reads the old file while the new one is written sees all of the old one', async (t) => {
  const folder = await temporaryFolder(t, { 'a.yaml': 'old\n' });
  const path = join(folder, 'a.yaml');
  const reader = await open(path);
  try {
    assert.equal(await writeFileAtomic(path, 'new\n'), true);
    assert.equal(await reader.readFile('utf8'), 'old\n');
    assert.equal(await readFile(path, 'utf8'), 'new\n');
    assert.deepEqual(await readdir(folder), ['a.yaml']);
  } finally {
    await reader.close();
  }
});

test('a write that fails throws, leaves no other file behind and touches nothing', async (t) => {
  const folder = await temporaryFolder(t);
  const path = join(folder, 'a.yaml');
  await mkdir(path);
  await assert.rejects(writeFileAtomic(path, 'new\n'), {
    name: 'OsdexError',
    code: 'write-failed',
    message: /^expected to write .+a\.yaml, found: EISDIR: .+; what was there before is untouched$/,
    path,
  });
  assert.deepEqual(await readdir(folder), ['a.yaml']);
  assert.equal((await stat(path)).isDirectory(), true);
});

test('a folder that cannot be made is told as what could not be written', async (t) => {
  const folder = await temporaryFolder(t, { file: 'in the way' });
  const path = join(folder, 'file/a.yaml');
  await assert.rejects(writeFileAtomic(path, 'new\n'), { code: 'write-failed', path });
  assert.equal(await readFile(join(folder, 'file'), 'utf8'), 'in the way');
});
