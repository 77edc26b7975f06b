import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { appendFile, link, mkdir, readdir, readFile, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { zstdDecompressSync } from 'node:zlib';
import { digestOf } from '../../../core/digest.ts';
import { historyOf } from '../../../mirror/history.ts';
import { optimize } from '../../../mirror/optimize/optimize.ts';
import type { OptimizeMeans, OptimizeResult, Wishes } from '../../../mirror/optimize/optimize.ts';
import { addRecord, readRecords } from '../../../mirror/record-log.ts';
import { listTrash, moveToTrash } from '../../../mirror/trash.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { keptFiles } from '../kept-files.ts';

const NOW = new Date('2026-07-26T10:00:00Z');
const DAY_MS = 86_400_000;
const OLD = '2026-01-01T00:00:00Z';
const TEXT = Buffer.from('words that repeat themselves, '.repeat(20_000));

async function place(t: TestContext) {
  const kept = await keptFiles(t);
  return {
    ...kept,
    run: (wishes: Wishes, means: Partial<OptimizeMeans> = {}): Promise<OptimizeResult> =>
      optimize(wishes, {
        repository: kept.repository,
        inventory: kept.inventory,
        now: NOW,
        signal: undefined,
        isNewest: () => false,
        dayOf: () => undefined,
        onFile: () => undefined,
        ...means,
      }),
    /** All files but the repository's own, by path. */
    files: async () =>
      (await readdir(kept.repository.root, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && !entry.parentPath.includes('.osdex'))
        .map(({ parentPath, name }) => join(parentPath, name).slice(kept.repository.root.length + 1))
        .toSorted(),
    logged: async () => (await readRecords(kept.repository)).map(({ event, path, to }) => [event, path, to]),
  };
}

test('duplicates become names of one file, which all stay where they are and as they were known', async (t) => {
  const { run, keep, at, inventory, logged } = await place(t);
  await keep('a/later.iso', TEXT, { addedAt: '2026-07-02T00:00:00Z', name: 'mine' });
  await keep('b/first.iso', TEXT, { addedAt: OLD, state: 'unknown' });
  await keep('c/other.iso', 'other bytes');
  const told = await run({ duplicates: 'hard-link', dryRun: true });
  assert.notEqual(
    statSync(at('a/later.iso')).ino,
    statSync(at('b/first.iso')).ino,
    'a dry run links nothing',
  );
  const result = await run({ duplicates: 'hard-link' });
  assert.deepEqual(result.actions, [
    {
      kind: 'linked',
      path: 'b/first.iso',
      to: 'a/later.iso',
      sizeBytes: TEXT.length,
      freedBytes: TEXT.length,
    },
  ]);
  assert.deepEqual(told.actions, result.actions, 'a dry run tells what is done');
  assert.deepEqual(
    [result.duplicatesRemoved, result.filesProcessed, result.errors, told.dryRun],
    [1, 1, [], true],
  );
  for (const { initialSize, finalSize, spaceFreed } of [told, result])
    assert.deepEqual(
      [initialSize, finalSize, spaceFreed],
      [2 * TEXT.length + 11, TEXT.length + 11, TEXT.length],
    );
  const [proven, linked] = ['a/later.iso', 'b/first.iso'].map((path) => inventory.get(path));
  assert.equal(statSync(at('b/first.iso')).ino, statSync(at('a/later.iso')).ino);
  assert.deepEqual(
    [linked?.inode, linked?.modifiedMs, linked?.state, linked?.addedAt, proven?.name],
    [proven?.inode, proven?.modifiedMs, 'proven', OLD, 'mine'],
  );
  assert.deepEqual(await readdir(dirname(at('b/first.iso'))), ['first.iso'], 'nothing is left beside it');
  assert.deepEqual(await logged(), [['linked', 'b/first.iso', 'a/later.iso']]);
  assert.deepEqual((await run({ duplicates: 'hard-link' })).actions, [], 'done once');
});

test('of duplicates that go to the trash the proven one stays, and the trash gives the others back', async (t) => {
  const { run, keep, repository, files } = await place(t);
  await keep('a.iso', TEXT, { state: 'unknown', addedAt: OLD });
  await keep('b.iso', TEXT);
  const result = await run({ duplicates: 'trash' });
  assert.deepEqual(await files(), ['b.iso']);
  assert.deepEqual([result.duplicatesRemoved, result.filesTrashed, result.spaceFreed], [1, 0, 0]);
  const [trashed] = await listTrash(repository);
  assert.deepEqual([trashed?.path, trashed?.reason], ['a.iso', 'the same bytes as b.iso']);
});

test('no digest on record makes a duplicate: both files are read, and nothing goes where one has rotted', async (t) => {
  const { run, keep, at, files } = await place(t);
  await keep('a.iso', TEXT);
  const rotten = Buffer.from(TEXT);
  rotten[300_000] = 0;
  await keep('b.iso', rotten, { digests: [digestOf(TEXT)] });
  const result = await run({ duplicates: 'trash' });
  assert.deepEqual(await files(), ['a.iso', 'b.iso']);
  assert.match(result.errors.join(), /found another byte 300000; "osdex mirror verify" tells which is bad$/);

  await keep('a.iso', rotten, { digests: [digestOf(TEXT)] });
  const both = await run({ duplicates: 'hard-link' });
  assert.match(both.errors.join(), /^expected sha256:\w+, found sha256:\w+, .*a\.iso and .*b\.iso$/);
  assert.notEqual(statSync(at('a.iso')).ino, statSync(at('b.iso')).ino);
});

test('a file that was changed since it was looked at is left alone, and so are bad and missing ones', async (t) => {
  const { run, keep, at, files } = await place(t);
  await keep('a.iso', TEXT);
  await keep('b.iso', TEXT);
  await keep('c.iso', TEXT, { state: 'bad' });
  await appendFile(at('b.iso'), 'more');
  const result = await run({ duplicates: 'trash' });
  assert.match(
    result.errors.join(),
    /b\.iso that the inventory knows, found another one; "osdex mirror scan"/,
  );
  assert.deepEqual([result.actions, await files()], [[], ['a.iso', 'b.iso', 'c.iso']]);
});

test('what is old goes to the archive only when its copy was read back, with what was known of it', async (t) => {
  const { run, keep, at, inventory, files, logged } = await place(t);
  const archive = await temporaryFolder(t);
  const file = await keep('Linux/Debian - 12/old.iso', TEXT, { addedAt: OLD, name: 'mine' });
  await utimes(at(file.path), 1_700_000_000, 1_700_000_000);
  inventory.put({ ...file, modifiedMs: 1_700_000_000_000 });
  await keep('new.iso', 'new');
  await keep('newest.iso', 'newest', { addedAt: OLD, id: 'newest' });
  const wishes = { archive: { olderThanMs: 90 * DAY_MS, to: archive } };
  const result = await run(wishes, { isNewest: ({ id }) => id === 'newest' });
  assert.deepEqual([result.filesArchived, result.errors], [1, []]);
  assert.deepEqual(
    await files(),
    ['new.iso', 'newest.iso'],
    'the newest of its stream stays, however long it is here',
  );
  const there = join(archive, file.path);
  assert.deepEqual(await readFile(there), TEXT);
  assert.equal((await stat(there)).mtimeMs, 1_700_000_000_000);
  const record: unknown = JSON.parse(await readFile(join(dirname(there), '.old.iso.json'), 'utf8'));
  assert.deepEqual(record, { schema: 'osdex/archived/1', file: { ...file, modifiedMs: 1_700_000_000_000 } });
  assert.deepEqual(await logged(), [['archived', file.path, there]]);
  assert.equal(inventory.get(file.path), undefined);
});

test('an archive writes over nothing, takes what it has already, and is refused within the repository', async (t) => {
  const { run, keep, files, repository } = await place(t);
  const archive = await temporaryFolder(t, { 'a.iso': 'somebody else’s', 'b.iso': TEXT });
  await keep('a.iso', 'ours', { addedAt: OLD });
  await keep('b.iso', TEXT, { addedAt: OLD });
  const result = await run({ archive: { olderThanMs: DAY_MS, to: archive } });
  assert.match(result.errors.join(), /expected nothing or the same file at .*a\.iso, found another one/);
  assert.deepEqual([await files(), result.filesArchived], [['a.iso'], 1]);
  assert.equal(await readFile(join(archive, 'a.iso'), 'utf8'), 'somebody else’s');
  assert.deepEqual(
    (await readdir(archive)).toSorted(),
    ['.b.iso.json', 'a.iso', 'b.iso'],
    'nothing half-written is left',
  );
  const within = { archive: { olderThanMs: DAY_MS, to: join(repository.root, 'Archive') } };
  await assert.rejects(run(within), { code: 'usage', message: /^expected an archive outside of/ });
});

test('what rotted is not archived, and stays for whoever repairs it', async (t) => {
  const { run, keep, files } = await place(t);
  const archive = await temporaryFolder(t);
  await keep('a.iso', 'rotten', { addedAt: OLD, digests: [digestOf(Buffer.from('good'))] });
  const result = await run({ archive: { olderThanMs: DAY_MS, to: archive } });
  assert.match(result.errors.join(), /^expected sha256:\w+, found sha256:\w+, /);
  assert.deepEqual([await files(), await readdir(archive)], [['a.iso'], []]);
});

test('what is old is compressed, and what comes out of it stays known', async (t) => {
  const { run, keep, at, inventory, files, repository } = await place(t);
  await addRecord(repository, { event: 'fetched', path: 'old.img' }, new Date(OLD));
  const file = await keep('old.img', TEXT, { addedAt: OLD, id: 'an/image', name: 'mine' });
  await keep('old.img.xz', TEXT, { addedAt: OLD });
  await keep('noise.img', randomLike(100_000), { addedAt: OLD });
  await keep('a.img', 'twice', { addedAt: OLD });
  await link(at('a.img'), at('b.img'));
  const result = await run({ compressOlderThanMs: 180 * DAY_MS });
  assert.deepEqual(await files(), ['a.img', 'b.img', 'noise.img', 'old.img.xz', 'old.img.zst']);
  const bytes = await readFile(at('old.img.zst'));
  assert.deepEqual(zstdDecompressSync(bytes), TEXT);
  const { id, ...known } = file;
  const { modifiedMs, ino } = await stat(at('old.img.zst')).then(({ mtimeMs, ...rest }) => ({
    ...rest,
    modifiedMs: mtimeMs,
  }));
  assert.deepEqual(inventory.get('old.img.zst'), {
    ...known,
    path: 'old.img.zst',
    sizeBytes: bytes.length,
    modifiedMs,
    inode: String(ino),
    digests: [digestOf(bytes)],
    checkedAt: '2026-07-26T10:00:00Z',
    inside: { compression: 'zstd', path: 'old.img', id, sizeBytes: TEXT.length, digests: file.digests },
  });
  assert.equal(inventory.get('old.img'), undefined);
  const history = await historyOf(repository, 'old.img.zst');
  assert.deepEqual(
    history.map(({ event, path, from, digest }) => [event, path, from, digest]),
    [
      ['fetched', 'old.img', undefined, undefined],
      ['compressed', 'old.img.zst', 'old.img', file.digests[0]],
    ],
  );
  assert.deepEqual([result.filesCompressed, result.errors], [1, []]);
  assert.deepEqual(result.warnings, [
    'a.img stays as it is: its bytes have another name, so that nothing would be won',
    'noise.img stays as it is: it would hardly become smaller',
  ]);
  assert.equal((await run({ compressOlderThanMs: 180 * DAY_MS })).filesCompressed, 0);
});

test('too much is told, the oldest builds first and those without a newer one last, and goes where that is wanted', async (t) => {
  const { run, keep, files, repository } = await place(t);
  const days: Record<string, string> = {
    'a.iso': '2026-03-01',
    'b.iso': '2025-01-01',
    'c.iso': '2026-01-01',
  };
  for (const path of Object.keys(days)) await keep(path, TEXT.subarray(Number(path.charCodeAt(0))));
  const means: Partial<OptimizeMeans> = {
    dayOf: ({ path }) => days[path],
    isNewest: ({ path }) => path === 'b.iso',
  };
  const told = await run({ maxSizeBytes: TEXT.length }, means);
  assert.deepEqual(
    told.actions.map(({ kind, path }) => [kind, path]),
    [
      ['too-much', 'c.iso'],
      ['too-much', 'a.iso'],
    ],
  );
  assert.match(told.warnings.join(), /: 2 of 3 files would have to go; --yes puts them into the trash$/);
  assert.equal((await files()).length, 3);
  const result = await run({ maxSizeBytes: TEXT.length, mayTrash: true }, means);
  assert.deepEqual([await files(), result.filesTrashed], [['b.iso'], 2]);
  assert.deepEqual(
    (await listTrash(repository)).map(({ reason }) => reason),
    ['the repository was too large', 'the repository was too large'],
  );
  assert.deepEqual((await run({ maxSizeBytes: TEXT.length }, means)).actions, []);
});

test('names of one file are too much together, since one of them alone frees nothing', async (t) => {
  const { run, keep, at, inventory } = await place(t);
  const file = await keep('a.iso', TEXT);
  await link(at('a.iso'), at('b.iso'));
  inventory.put({ ...file, path: 'b.iso' });
  assert.deepEqual((await run({ maxSizeBytes: TEXT.length })).actions, []);
  const { actions } = await run({ maxSizeBytes: TEXT.length - 1 });
  assert.deepEqual(
    actions.map(({ path }) => path),
    ['a.iso', 'b.iso'],
  );
});

test('what lies long enough in the trash is deleted, and frees the disk', async (t) => {
  const { run, keep, repository } = await place(t);
  await keep('a.iso', TEXT);
  await moveToTrash(repository, 'a.iso', new Date(OLD));
  await keep('b.iso', TEXT);
  await moveToTrash(repository, 'b.iso', NOW);
  const result = await run({ retentionMs: 30 * DAY_MS });
  assert.equal(result.filesDeleted, 1);
  assert.equal(result.spaceFreed, TEXT.length);
  assert.deepEqual(
    (await listTrash(repository)).map(({ path }) => path),
    ['b.iso'],
  );
});

test('one that is stopped leaves every file whole and says what it did', async (t) => {
  const { run, keep, files } = await place(t);
  const archive = await temporaryFolder(t);
  for (const path of ['a.iso', 'b.iso']) await keep(path, TEXT, { addedAt: OLD });
  const stop = new AbortController();
  const result = await run(
    { archive: { olderThanMs: DAY_MS, to: archive } },
    { signal: stop.signal, onFile: (doing) => doing.endsWith('b.iso') && stop.abort() },
  );
  assert.match(result.errors.join(), /^stopped; what was done is done whole/);
  assert.equal(result.filesArchived, 1);
  assert.deepEqual(await files(), ['b.iso']);
  assert.ok(!existsSync(join(archive, 'b.iso')) && !existsSync(join(archive, 'b.iso.part')));
});

test('a place that cannot be written to is told, and the other files go on', async (t) => {
  const { run, keep, files } = await place(t);
  const archive = await temporaryFolder(t, { folder: 'a file where a folder would have to be' });
  await mkdir(join(archive, 'b.iso'));
  await keep('folder/a.iso', 'a', { addedAt: OLD });
  await keep('b.iso', 'b', { addedAt: OLD });
  await keep('c.iso', 'c', { addedAt: OLD });
  const result = await run({ archive: { olderThanMs: DAY_MS, to: archive } });
  assert.equal(result.errors.length, 2, result.errors.join('\n'));
  assert.deepEqual(await files(), ['b.iso', 'folder/a.iso']);
});

/** Bytes that no compression makes smaller, the same in each run. */
function randomLike(length: number): Buffer {
  const chunks: Buffer[] = [];
  for (let count = 0; count * 32 < length; count++)
    chunks.push(Buffer.from(digestOf(Buffer.from(String(count))).slice(7), 'hex'));
  return Buffer.concat(chunks);
}
