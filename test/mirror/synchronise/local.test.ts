import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { readRecords } from '../../../mirror/record-log.ts';
import { incomingPath } from '../../../mirror/remote/store.ts';
import { lockRepository } from '../../../mirror/repository.ts';
import { keptFiles } from '../kept-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { doneIn, synchroniseOnce, textsIn } from './synchronise-once.ts';

test('an update brings what is new and changed, keeps what it replaced in the trash, and leaves the rest', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  await a.keep('debian/d.iso', 'debian 13', { id: 'debian/13/d.iso', facets: { product: 'debian' } });
  await a.keep('new.iso', 'new');
  await b.keep('debian/d.iso', 'debian 12');
  await b.keep('own.iso', 'own');

  const result = await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'update' });
  assert.deepEqual(doneIn(result), ['send debian/d.iso', 'send new.iso']);
  assert.deepEqual(await textsIn(b.repository.root), {
    'debian/d.iso': 'debian 13',
    'new.iso': 'new',
    'own.iso': 'own',
  });
  const trash = await textsIn(b.repository.root, '.osdex/trash');
  assert.equal(trash['.osdex/trash/2026-08-01/debian/d.iso'], 'debian 12');

  const { id, facets, state, digests } = b.inventory.get('debian/d.iso') ?? {};
  assert.deepEqual(
    { id, facets, state, digests },
    {
      id: 'debian/13/d.iso',
      facets: { product: 'debian' },
      state: 'proven',
      digests: [digestOf(Buffer.from('debian 13'))],
    },
  );
  assert.deepEqual(
    (await readRecords(b.repository)).map(({ event, path }) => `${event} ${path}`).toSorted(),
    ['copied debian/d.iso', 'copied new.iso', 'trashed debian/d.iso'],
  );
  assert.deepEqual(
    (await readRecords(a.repository)).map(({ event, path }) => `${event} ${path}`).toSorted(),
    ['copied debian/d.iso', 'copied new.iso'],
  );

  const again = await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'update' });
  assert.deepEqual([doneIn(again), again.sentBytes, again.unchanged], [[], 0, 3]);
});

test('a mirror moves and links what is there, and sends nothing twice', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  await a.keep('x.iso', 'x');
  await a.keep('y.iso', 'y');
  await a.keep('twice/x.iso', 'x');
  await b.keep('x.iso', 'y');
  await b.keep('y.iso', 'x');
  await b.keep('gone/old.iso', 'old');
  const result = await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'mirror' });
  assert.equal(result.sentBytes, 0);
  assert.deepEqual(result.failed, []);
  assert.deepEqual(await textsIn(b.repository.root), { 'x.iso': 'x', 'y.iso': 'y', 'twice/x.iso': 'x' });
  assert.equal((await stat(b.at('x.iso'))).ino, (await stat(b.at('twice/x.iso'))).ino);
  assert.ok(!existsSync(b.at('gone')), 'expected no empty folder to stay');
  assert.ok('.osdex/trash/2026-08-01/gone/old.iso' in (await textsIn(b.repository.root, '.osdex/trash')));
  assert.deepEqual(
    b.inventory.all().map(({ path }) => path),
    ['twice/x.iso', 'x.iso', 'y.iso'],
  );
  assert.deepEqual(await textsIn(b.repository.root, '.osdex/synchronising'), {});
});

test('a merge brings to each what only the other has, and keeps both files of one path', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  await a.keep('a.iso', 'only here');
  await a.keep('moved/same.iso', 'same');
  await b.keep('same.iso', 'same');
  await b.keep('b.iso', 'only there');
  await a.keep('both.raw.xz', 'older', { addedAt: '2026-06-01T00:00:00Z' });
  await b.keep('both.raw.xz', 'younger', { addedAt: '2026-06-02T00:00:00Z' });
  await a.keep('doubt.iso', 'proven', { addedAt: '2026-06-01T00:00:00Z' });
  await b.keep('doubt.iso', 'unknown', { addedAt: '2026-06-02T00:00:00Z', state: 'unknown' });

  const result = await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'merge' });
  assert.deepEqual(result.failed, []);
  const digits = (text: string): string => digestOf(Buffer.from(text)).slice(7, 15);
  const both = {
    'a.iso': 'only here',
    'b.iso': 'only there',
    'both.raw.xz': 'younger',
    [`both.${digits('older')}.raw.xz`]: 'older',
    'doubt.iso': 'proven',
    [`doubt.${digits('unknown')}.iso`]: 'unknown',
  };
  assert.deepEqual(await textsIn(a.repository.root), { ...both, 'moved/same.iso': 'same' });
  assert.deepEqual(await textsIn(b.repository.root), { ...both, 'same.iso': 'same' });
  assert.deepEqual(
    result.conflicts.map(({ path }) => path),
    ['both.raw.xz', 'doubt.iso'],
  );
  const again = await synchroniseOnce(b.repository.root, a.repository.root, { mode: 'merge' });
  assert.deepEqual([doneIn(again), again.conflicts], [[], []]);
});

test('a source that is empty, or has less than half, empties no destination unless that is meant', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  for (const name of ['1.iso', '2.iso', '3.iso']) await b.keep(name, name);
  const mirror = (isSure: boolean, isDryRun = false) =>
    synchroniseOnce(a.repository.root, b.repository.root, { mode: 'mirror', isSure, isDryRun });
  await assert.rejects(mirror(false), {
    code: 'too-many-gone',
    message: /has no files: 3 files .* say --yes/,
  });
  await a.keep('1.iso', '1.iso');
  await assert.rejects(mirror(false), { code: 'too-many-gone', message: /less than half of the 3/ });
  const told = await mirror(false, true);
  assert.deepEqual(doneIn(told), ['trash 2.iso', 'trash 3.iso']);
  assert.match(told.notes.join('\n'), /less than half/);
  assert.equal(Object.keys(await textsIn(b.repository.root)).length, 3);
  await mirror(true);
  assert.deepEqual(await textsIn(b.repository.root), { '1.iso': '1.iso' });
});

test('a file that rotted at the source is not sent, is told, and takes no good one away', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  const kept = await a.keep('rotten.iso', 'good bytes');
  await a.keep('other.iso', 'other');
  await b.keep('rotten.iso', 'good bytes');
  const { root } = b.repository;
  // The disk changed a byte, and tells nobody.
  await writeFile(a.at('rotten.iso'), 'bad! bytes');
  await utimes(a.at('rotten.iso'), new Date(), new Date(kept.modifiedMs));
  a.inventory.put({ ...kept, modifiedMs: (await stat(a.at('rotten.iso'))).mtimeMs });
  const empty = await temporaryFolder(t);

  const result = await synchroniseOnce(a.repository.root, empty, { mode: 'mirror' });
  assert.deepEqual(await textsIn(empty), { 'other.iso': 'other' });
  assert.deepEqual(
    result.failed.map(({ error }) => error.code),
    ['digest-mismatch'],
  );
  assert.equal(a.inventory.get('rotten.iso')?.state, 'bad');
  assert.deepEqual(
    (await readRecords(a.repository)).filter(({ event }) => event === 'found-bad').map(({ path }) => path),
    ['rotten.iso'],
  );

  const then = await synchroniseOnce(a.repository.root, root, { mode: 'mirror' });
  assert.equal(then.failed.length, 1);
  assert.deepEqual(await textsIn(root), { 'rotten.iso': 'good bytes', 'other.iso': 'other' });

  const mended = await synchroniseOnce(a.repository.root, root, { mode: 'merge' });
  assert.deepEqual([doneIn(mended), mended.failed], [['send rotten.iso at the source'], []]);
  assert.equal((await textsIn(a.repository.root))['rotten.iso'], 'good bytes');
});

test('of two files with the same bytes the good one is sent', async (t) => {
  const a = await keptFiles(t);
  const kept = await a.keep('1.iso', 'bytes');
  await a.keep('2.iso', 'bytes');
  await writeFile(a.at('1.iso'), 'bytez');
  a.inventory.put({ ...kept, modifiedMs: (await stat(a.at('1.iso'))).mtimeMs });
  const to = await temporaryFolder(t);
  await synchroniseOnce(a.repository.root, to, { mode: 'update' });
  assert.deepEqual(await textsIn(to), { '1.iso': 'bytes', '2.iso': 'bytes' });
});

test('what the source lost without giving it up stays at the destination', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  for (const { keep } of [a, b]) {
    await keep('lost.iso', 'lost');
    await keep('kept.iso', 'kept');
  }
  await rm(a.at('lost.iso'));
  const result = await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'mirror' });
  assert.deepEqual(doneIn(result), []);
  assert.match(result.notes.join('\n'), /1 file of .* is in its inventory and not there/);
  await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'mirror', isSure: true });
  assert.deepEqual(await textsIn(b.repository.root), { 'kept.iso': 'kept' });
});

test('what broke off is gone on with, and what was there of it is proven with the rest', async (t) => {
  const a = await keptFiles(t);
  const bytes = Buffer.alloc(3 * 1024 * 1024, 'a long image ');
  await a.keep('long.iso', bytes);
  const to = await temporaryFolder(t);
  const stop = new AbortController();
  const means = { signal: stop.signal, onProgress: () => stop.abort() };
  const stopped = await synchroniseOnce(a.repository.root, to, { mode: 'update' }, means);
  assert.deepEqual(
    stopped.failed.map(({ error }) => error.code),
    ['stopped'],
  );
  assert.deepEqual(await textsIn(to), {});
  const result = await synchroniseOnce(a.repository.root, to, { mode: 'update' });
  assert.ok(result.sentBytes > 0 && result.sentBytes < bytes.length, `sent ${result.sentBytes}`);
  assert.deepEqual(await textsIn(to), { 'long.iso': bytes.toString() });

  assert.ok(!existsSync(join(to, '.osdex/synchronising')));
});

test('what was there of a file and went bad costs it once more, and no more than that', async (t) => {
  const a = await keptFiles(t);
  const { digests, sizeBytes } = await a.keep('a.iso', 'an image');
  const to = await temporaryFolder(t);
  const digest = digests[0] ?? '';
  const part = join(to, `${incomingPath({ digest, sizeBytes }, 'here')}.part`);
  await mkdir(dirname(part), { recursive: true });
  await writeFile(part, 'wrong');
  await writeFile(`${part}.json`, JSON.stringify({ url: 'there', validator: digest, digest }));
  const { failed, sentBytes } = await synchroniseOnce(a.repository.root, to, { mode: 'update' });
  assert.deepEqual([failed, sentBytes], [[], sizeBytes - 'wrong'.length + sizeBytes]);
  assert.deepEqual(await textsIn(to), { 'a.iso': 'an image' });
});

test('links and names that no repository has are neither followed nor written over', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  const outside = await temporaryFolder(t, { 'secret.iso': 'secret' });
  await a.keep('folder/x.iso', 'x');
  await a.keep('link.iso', 'a file');
  await symlink(outside, a.at('out'));
  await writeFile(a.at('evil\u001B[2J.iso'), 'hostile');
  await writeFile(a.at('con'), 'hostile');
  await symlink(outside, b.at('folder'));
  await symlink(join(outside, 'secret.iso'), b.at('link.iso'));
  const result = await synchroniseOnce(a.repository.root, b.repository.root, { mode: 'mirror' });
  assert.deepEqual(
    result.failed.map(({ error }) => error.code),
    ['name-refused', 'name-conflict'],
  );
  assert.deepEqual(await textsIn(outside), { 'secret.iso': 'secret' });
  assert.ok(
    result.notes.some((note) => note.includes('"evil\\u001b[2J.iso"')),
    result.notes.join('\n'),
  );
  assert.ok(result.notes.some((note) => note.includes('"out"')));
});

test('a file that nobody scanned is read and sent, and a scan is advised', async (t) => {
  const a = await keptFiles(t);
  await writeFile(a.at('plain.iso'), 'plain');
  const to = await temporaryFolder(t);
  const { notes } = await synchroniseOnce(a.repository.root, to, { mode: 'update' });
  assert.deepEqual(await textsIn(to), { 'plain.iso': 'plain' });
  assert.match(notes.join('\n'), /1 file of .* is not in its inventory; "osdex mirror scan"/);
});

test('places that are one, are none, or are at work are refused before anything is done', async (t) => {
  const [a, b] = [await keptFiles(t), await keptFiles(t)];
  await a.keep('a.iso', 'a');
  const { root } = a.repository;
  const plain = await temporaryFolder(t, { 'thesis.txt': 'not an image' });
  const update = (from: string, to: string) => synchroniseOnce(from, to, { mode: 'update' });
  await assert.rejects(update(root, root), { code: 'usage', message: /apart from each other/ });
  await assert.rejects(update(root, join(root, 'below')), { code: 'usage' });
  await assert.rejects(update(join(plain, 'none'), root), { code: 'usage', message: /found nothing/ });
  await assert.rejects(update(root, plain), { code: 'usage', message: /a folder that is none/ });
  assert.deepEqual(await textsIn(plain), { 'thesis.txt': 'not an image' });
  const unlock = await lockRepository(b.repository, 'scan');
  await assert.rejects(update(root, b.repository.root), { code: 'catalog-locked' });
  await unlock();
  assert.deepEqual(doneIn(await update(root, b.repository.root)), ['send a.iso']);
});

test('a dry run makes and writes nothing', async (t) => {
  const a = await keptFiles(t);
  await a.keep('a.iso', 'a');
  const to = join(await temporaryFolder(t), 'new');
  const result = await synchroniseOnce(a.repository.root, to, { mode: 'mirror', isDryRun: true });
  assert.deepEqual(doneIn(result), ['send a.iso']);
  assert.ok(!existsSync(to));
});
