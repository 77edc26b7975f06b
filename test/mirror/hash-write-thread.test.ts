import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import { openHashWriteThread } from '../../mirror/hash-write-thread.ts';
import { partFile } from '../../mirror/part-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const BYTES = Buffer.from(Array.from({ length: 9 * 1024 * 1024 + 7 }, (_, index) => (index * 31) % 253));

/** In pieces of odd lengths, none of which ends where a buffer does. */
function* chunksOf(bytes: Buffer, length = 65_521): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

test('a thread writes and hashes what it is handed, in order, and goes on with what is there', async (t) => {
  const path = join(await temporaryFolder(t), 'file');
  const first = await openHashWriteThread(path, 'sha256', 0);
  for (const chunk of chunksOf(BYTES.subarray(0, 3_000_000))) await first.write(chunk);
  await first.close();
  const rest = await openHashWriteThread(path, 'sha256', 3_000_000);
  for (const chunk of chunksOf(BYTES.subarray(3_000_000), 2_500_000)) await rest.write(chunk);
  assert.equal(`sha256:${await rest.end()}`, digestOf(BYTES));
  assert.ok(BYTES.equals(await readFile(path)));
});

test('what is behind the bytes that are written goes', async (t) => {
  const path = join(await temporaryFolder(t, { file: 'longer than what comes' }), 'file');
  const writer = await openHashWriteThread(path, 'sha256', 6);
  await writer.write(Buffer.from(' done'));
  assert.equal(`sha256:${await writer.end()}`, digestOf(Buffer.from('longer done')));
  assert.equal(await readFile(path, 'utf8'), 'longer done');
});

test('what the disk refuses is told, when it is opened and when it is full', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(openHashWriteThread(join(folder, 'no/such/file'), 'sha256', 0), { message: /ENOENT/ });
  if (!existsSync('/dev/full')) return;
  const full = await openHashWriteThread('/dev/full', 'sha256', 0);
  await assert.rejects(
    async () => {
      for (const chunk of chunksOf(BYTES)) await full.write(chunk);
      await full.end();
    },
    { message: /ENOSPC/ },
  );
});

test('a large download is written by a thread, a small one is not, and both are the same', async (t) => {
  const folder = await temporaryFolder(t);
  for (const sizeBytes of [undefined, BYTES.length]) {
    const part = partFile(join(folder, String(sizeBytes)));
    const writer = await part.open('sha512', 0, sizeBytes);
    for (const chunk of chunksOf(BYTES)) await writer.write(chunk);
    assert.equal(`sha512:${await writer.end()}`, digestOf(BYTES, 'sha512'));
    assert.ok(BYTES.equals(await readFile(part.path)));
  }
});
