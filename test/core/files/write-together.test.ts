import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { clearUnfinished } from '../../../core/files/write-file.ts';
import { finishTogether, writeTogether } from '../../../core/files/write-together.ts';
import type { FileChange } from '../../../core/files/write-together.ts';
import { filesOf } from '../../robustness/files-of.ts';
import { runKilled } from '../../robustness/run-killed.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const ONCE = fileURLToPath(new URL('../../robustness/write-together-once.ts', import.meta.url));

/** What moves is a letter: every one of them must be in some file at every moment. */
const BEFORE = { 'p/r.yaml': 'ab', 'p/r/2024.yaml': 'cdef', 'p/r/2025.yaml': 'gh', 'p/other.yaml': 'z' };
const CHANGES: FileChange[] = [
  // What moves back and forth is in both for a while.
  { file: 'p/r.yaml', text: 'abgij' },
  { file: 'p/other.yaml', text: 'z' },
  { file: 'p/r/2026.yaml', text: 'cdefa' },
  { file: 'p/r/2024.yaml', text: undefined },
  { file: 'p/r/2025.yaml', text: 'h' },
  { file: 'p/r.yaml', text: 'bgij' },
];
const AFTER = { 'p/other.yaml': 'z', 'p/r.yaml': 'bgij', 'p/r/2025.yaml': 'h', 'p/r/2026.yaml': 'cdefa' };

async function lay(folder: string, files: Readonly<Record<string, string>>): Promise<string> {
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
  return folder;
}

test('files are written, removed and left alone together, and the changed ones are told', async (t) => {
  const folder = await lay(await temporaryFolder(t), BEFORE);
  const changed = ['p/r.yaml', 'p/r/2026.yaml', 'p/r/2024.yaml', 'p/r/2025.yaml'];
  assert.deepEqual(await writeTogether(folder, CHANGES), changed);
  assert.deepEqual(await filesOf(folder), AFTER);
  assert.deepEqual(await writeTogether(folder, CHANGES.slice(1)), []);
});

test('killed at any moment they are all old or, after the next start, all new; nothing is in none of them in between', async (t) => {
  const folder = await temporaryFolder(t);
  const place = await lay(join(folder, 'undisturbed'), BEFORE);
  const { steps } = await runKilled(undefined, [ONCE, place, JSON.stringify(CHANGES)]);
  assert.deepEqual(await filesOf(place), AFTER);
  const outcomes: string[] = [];
  for (let step = 1; step <= steps; step++) {
    const killed = await lay(join(folder, String(step)), BEFORE);
    assert.equal((await runKilled(step, [ONCE, killed, JSON.stringify(CHANGES)])).signal, 'SIGKILL');
    const visible = Object.entries(await filesOf(killed)).filter(([file]) => file.endsWith('.yaml'));
    const letters = visible.map(([, text]) => text).join('');
    for (const letter of 'abcdefghz')
      assert.ok(letters.includes(letter), `${letter} is there at step ${step}`);
    await finishTogether(killed);
    await clearUnfinished(killed, Number.POSITIVE_INFINITY);
    const files = await filesOf(killed);
    outcomes.push(files['p/r.yaml'] === AFTER['p/r.yaml'] ? 'new' : 'old');
    assert.deepEqual(files, outcomes.at(-1) === 'new' ? AFTER : BEFORE, `killed at step ${step}`);
  }
  assert.deepEqual(outcomes, outcomes.toSorted().toReversed(), 'first all are old, then all are new');
  assert.deepEqual([outcomes[0], outcomes.at(-1)], ['old', 'new']);
});

test('one file alone needs no more than itself', async (t) => {
  const folder = await temporaryFolder(t);
  assert.deepEqual(await writeTogether(folder, [{ file: 'a/b.yaml', text: 'new' }]), ['a/b.yaml']);
  assert.deepEqual(await filesOf(folder), { 'a/b.yaml': 'new' });
});

test('where one cannot be written, none is', async (t) => {
  const folder = await lay(await temporaryFolder(t), { 'p/r.yaml': 'ab', q: 'a file, no folder' });
  const files = [
    { file: 'p/r.yaml', text: 'new' },
    { file: 'q/s.yaml', text: 'new too' },
  ];
  await assert.rejects(writeTogether(folder, files), {
    code: 'write-failed',
    message: /what was there before is untouched$/,
  });
  assert.deepEqual(await filesOf(folder), { 'p/r.yaml': 'ab', q: 'a file, no folder' });
});

test('where one cannot be put in its place, the next start goes on', async (t) => {
  const folder = await lay(await temporaryFolder(t), { 'a.yaml': 'old', 'b.yaml/in-the-way': '' });
  const files = [
    { file: 'a.yaml', text: 'new a' },
    { file: 'b.yaml', text: 'new b' },
  ];
  await assert.rejects(writeTogether(folder, files), {
    code: 'write-failed',
    message: /the next crawl goes on with it$/,
  });
  await assert.rejects(finishTogether(folder), { code: 'write-failed' });
  await rm(join(folder, 'b.yaml'), { recursive: true });
  await finishTogether(folder);
  assert.deepEqual(await filesOf(folder), { 'a.yaml': 'new a', 'b.yaml': 'new b' });
});

for (const text of [
  '',
  'nonsense',
  '[{"from":"../../etc/passwd","to":"a.yaml"}]',
  '[{"to":"/etc/passwd"}]',
]) {
  test(`a list of what is to be finished that says ${JSON.stringify(text)} is refused, and nothing is touched`, async (t) => {
    const folder = await lay(await temporaryFolder(t), { 'a.yaml': 'old', '.a.yaml.pending': text });
    const path = join(folder, '.a.yaml.pending');
    await assert.rejects(finishTogether(folder), {
      code: 'catalog-invalid',
      path,
      message: /; remove it, and the next crawl finds it anew$/,
    });
    assert.deepEqual(await filesOf(folder), { '.a.yaml.pending': text, 'a.yaml': 'old' });
  });
}
