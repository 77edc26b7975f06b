import assert from 'node:assert/strict';
import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockCatalog } from '../../crawler/lock-catalog.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const HOUR_MS = 60 * 60 * 1000;

test('with the lock comes an end to what killed crawls left unfinished, and to nothing else', async (t) => {
  const catalog = await temporaryFolder(t, {
    'ubuntu/24.04.yaml.4711.3.tmp': 'half',
    'ubuntu/24.04/2024.yaml.4711.tmp': 'half',
    'ubuntu/24.04.yaml': 'whole',
    'ubuntu/notes.tmp': 'of a person',
  });
  const long = new Date(Date.now() - HOUR_MS);
  for (const name of ['24.04.yaml.4711.3.tmp', '24.04/2024.yaml.4711.tmp'])
    await utimes(join(catalog, 'ubuntu', name), long, long);
  const unlock = await lockCatalog(catalog);
  await writeFile(join(catalog, 'ubuntu', `26.04.yaml.${process.pid}.0.tmp`), 'being written by this crawl');
  await unlock();
  assert.deepEqual((await readdir(join(catalog, 'ubuntu'), { recursive: true })).sort(), [
    '24.04',
    '24.04.yaml',
    `26.04.yaml.${process.pid}.0.tmp`,
    'notes.tmp',
  ]);
});

test('a catalog is taken by one crawl at a time', async (t) => {
  const catalog = await temporaryFolder(t);
  const unlock = await lockCatalog(catalog);
  await assert.rejects(lockCatalog(catalog), {
    code: 'catalog-locked',
    message: /^expected no other crawl of this catalog, found one at work/,
  });
  await unlock();
  assert.deepEqual(await readdir(catalog), []);
});
