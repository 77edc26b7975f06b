import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fillFolder } from '../../../scripts/init/empty-folder.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const FILES = new Map([
  ['a.txt', 'one'],
  ['b/c.txt', 'two'],
]);

test('a folder is filled with its files and what the end of the work made, and folders above it are made', async (t) => {
  const folder = await temporaryFolder(t);
  const target = join(folder, 'new/one');
  const result = await fillFolder(target, FILES, async (unfinished) => {
    await assert.rejects(stat(target), { code: 'ENOENT' });
    await mkdir(join(unfinished, 'made'));
    return 'done';
  });
  assert.equal(result, 'done');
  assert.deepEqual((await readdir(target)).toSorted(), ['a.txt', 'b', 'made']);
  assert.equal(await readFile(join(target, 'b/c.txt'), 'utf8'), 'two');
  assert.deepEqual(await readdir(join(folder, 'new')), ['one']);
});

test('work that fails leaves nothing, in a folder that was there and in one that was not', async (t) => {
  const folder = await temporaryFolder(t);
  await mkdir(join(folder, 'there'));
  for (const name of ['there', 'new']) {
    const filling = fillFolder(join(folder, name), FILES, () => Promise.reject(new Error('disk full')));
    await assert.rejects(filling, {
      code: 'write-failed',
      message: /found: disk full; nothing was left there$/,
    });
  }
  assert.deepEqual(await readdir(folder), ['there']);
  assert.deepEqual(await readdir(join(folder, 'there')), []);
});

test('what appears in the folder meanwhile is kept, and nothing is put beside it', async (t) => {
  const folder = await temporaryFolder(t);
  const target = join(folder, 'there');
  await mkdir(target);
  const filling = fillFolder(target, FILES, () => mkdir(join(target, 'b/theirs'), { recursive: true }));
  await assert.rejects(filling, { code: 'write-failed' });
  assert.deepEqual(await readdir(target, { recursive: true }), ['b', 'b/theirs']);
});
