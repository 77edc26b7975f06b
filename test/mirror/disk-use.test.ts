import assert from 'node:assert/strict';
import { link, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { diskUse } from '../../mirror/disk-use.ts';
import { addRecord } from '../../mirror/record-log.ts';
import { moveToTrash } from '../../mirror/trash.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { keptFiles } from './kept-files.ts';

const NOW = new Date('2026-07-26T10:00:00Z');

test('bytes count once however many names they have, and what lies elsewhere or in the trash counts for itself', async (t) => {
  const { repository, inventory, at, keep } = await keptFiles(t);
  await keep('Linux/d.iso', 'debian', { facets: { product: 'debian' } });
  await link(at('Linux/d.iso'), at('Linux/the-same.iso'));
  await keep('u.iso', 'ubuntu 24', { facets: { product: 'ubuntu' } });
  await keep('gone.iso', 'gone');
  await moveToTrash(repository, 'gone.iso', NOW);
  await link(at('u.iso'), at('u2.iso'));
  await moveToTrash(repository, 'u2.iso', NOW);
  const other = await temporaryFolder(t, { 'archived.iso': 'archived' });
  await symlink(other, at('link'));
  for (const name of ['archived.iso', 'lost.iso', 'archived.iso'])
    await addRecord(repository, { event: 'archived', path: name, to: join(other, name) }, NOW);

  const { recordsBytes, usedBytes, disk, ...use } = await diskUse(repository, inventory);
  assert.deepEqual(use, {
    files: { files: 3, bytes: 21 },
    linkedBytes: 6,
    byFolder: { Linux: { files: 2, bytes: 12 }, '.': { files: 1, bytes: 9 } },
    byProduct: {
      ubuntu: { files: 1, bytes: 9 },
      '?': { files: 1, bytes: 6 },
      debian: { files: 1, bytes: 6 },
    },
    trash: { files: 1, bytes: 4 },
    archive: { files: 1, bytes: 8 },
  });
  assert.equal(usedBytes, 15 + 4 + recordsBytes);
  assert.ok(disk.totalBytes > disk.freeBytes && disk.usedShare > 0 && disk.usedShare <= 1);

  await rm(join(other, 'archived.iso'));
  await writeFile(join(repository.records, 'note'), 'x'.repeat(100));
  const later = await diskUse(repository, inventory);
  assert.deepEqual([later.archive, later.recordsBytes], [{ files: 0, bytes: 0 }, recordsBytes + 100]);
});
