import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleGit } from 'simple-git';
import { applyEdits, patchOfLines } from '../../scripts/patch.ts';
import type { LineEdit } from '../../scripts/patch.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const LINES = Array.from({ length: 30 }, (_, at) => `line ${at}`);
const WHOLE = `${LINES.join('\n')}\n`;

test('git makes of a patch what the edits make of the text', async (t) => {
  const folder = await temporaryFolder(t);
  const git = simpleGit(folder);
  await git.init();
  const cases: { text: string; edits: LineEdit[]; hunks: number }[] = [
    { text: WHOLE, edits: [{ at: 0, remove: 1, add: ['first', 'second'] }], hunks: 1 },
    { text: WHOLE, edits: [{ at: 30, remove: 0, add: ['last'] }], hunks: 1 },
    {
      text: WHOLE,
      edits: [
        { at: 20, remove: 3, add: [] },
        { at: 2, remove: 0, add: ['a', 'b'] },
        { at: 29, remove: 1, add: ['z'] },
      ],
      hunks: 2,
    },
    {
      text: WHOLE,
      edits: [
        { at: 5, remove: 1, add: ['five'] },
        { at: 6, remove: 0, add: ['five and a half'] },
        { at: 12, remove: 1, add: ['twelve'] },
        { at: 20, remove: 1, add: ['twenty'] },
      ],
      hunks: 2,
    },
    { text: LINES.join('\n'), edits: [{ at: 27, remove: 1, add: ['x', 'y'] }], hunks: 1 },
  ];
  for (const { text, edits, hunks } of cases) {
    await writeFile(join(folder, 'a b.txt'), text);
    const patch = patchOfLines('a b.txt', text, edits);
    assert.equal(patch.match(/^@@ /gm)?.length, hunks, patch);
    await writeFile(join(folder, 'patch'), patch);
    await git.raw(['apply', 'patch']);
    assert.equal(await readFile(join(folder, 'a b.txt'), 'utf8'), applyEdits(text, edits));
  }
});

test('a hunk begins where the ones before have moved it to', () => {
  const edits = [
    { at: 20, remove: 3, add: [] },
    { at: 2, remove: 0, add: ['a', 'b'] },
  ];
  assert.deepEqual(patchOfLines('a', WHOLE, edits).match(/^@@ .*$/gm), [
    '@@ -1,5 +1,7 @@',
    '@@ -18,9 +20,6 @@',
  ]);
});

test('a last line without an end gets one where something is put behind it', async (t) => {
  const folder = await temporaryFolder(t, { a: 'one\ntwo' });
  const git = simpleGit(folder);
  await git.init();
  await writeFile(
    join(folder, 'patch'),
    patchOfLines('a', 'one\ntwo', [{ at: 2, remove: 0, add: ['three'] }]),
  );
  await git.raw(['apply', 'patch']);
  assert.equal(await readFile(join(folder, 'a'), 'utf8'), 'one\ntwo\nthree\n');
});
