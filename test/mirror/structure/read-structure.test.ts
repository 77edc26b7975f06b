import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  checkStructure,
  examineStructure,
  isIso,
  readStructure,
} from '../../../mirror/structure/read-structure.ts';
import { codeOf } from '../../code-of.ts';
import { absent } from '../../program.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeSparse, runIn } from './make-images.ts';

test('a file of which nothing is known is unknown, and nothing is wrong with it', async (t) => {
  const folder = await temporaryFolder(t, { text: 'hello', 'text.iso': 'no disc' });
  for (const name of ['text', 'text.iso']) {
    const path = join(folder, name);
    assert.deepEqual(await examineStructure(path), { structure: { format: 'unknown' }, problems: [] });
    assert.equal(await isIso(path), false);
  }
});

test('a file without a byte is one that lacks everything', async (t) => {
  const folder = await temporaryFolder(t, { empty: '' });
  assert.deepEqual(await checkStructure(join(folder, 'empty')), [
    { kind: 'truncated', message: 'expected a file with something in it, found none of 0 bytes' },
  ]);
});

test(
  'links, folders and what is missing are refused, and a pipe is not waited for',
  { skip: absent('mkfifo', 'coreutils') },
  async (t) => {
    const folder = await temporaryFolder(t, { file: 'hello' });
    await mkdir(join(folder, 'folder'));
    await symlink(join(folder, 'file'), join(folder, 'link'));
    await runIn(folder, 'mkfifo', 'pipe');
    for (const [path, code] of [
      ['link', 'name-refused'],
      ['folder', 'name-refused'],
      ['pipe', 'name-refused'],
      ['missing', 'not-found'],
      ['a\0b', 'not-found'],
    ] as const) {
      for (const read of [readStructure, checkStructure, isIso])
        assert.equal(await codeOf(read(join(folder, path))), code, path);
    }
    assert.equal(await codeOf(readStructure('/dev/null')), 'name-refused');
  },
);

test('a file of terabytes is read in no time', async (t) => {
  const folder = await temporaryFolder(t);
  const path = await makeSparse(join(folder, 'a.raw'), 4 * 2 ** 40);
  assert.deepEqual(await examineStructure(path), { structure: { format: 'unknown' }, problems: [] });
});
