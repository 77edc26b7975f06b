import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { lockCatalog } from '../../crawler/lock.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('a catalog is taken by one crawl at a time', async (t) => {
  const catalog = await temporaryFolder(t);
  const unlock = await lockCatalog(catalog);
  await assert.rejects(lockCatalog(catalog), {
    code: 'catalog-locked',
    message: new RegExp(`found one at work \\(process ${process.pid}\\); wait for it, or remove .*\\.lock`),
  });
  await unlock();
  await (
    await lockCatalog(catalog)
  )();
  assert.equal(existsSync(join(catalog, '.lock')), false);
});

test('a lock that a dead crawl left behind, or that says nothing, is taken over', async (t) => {
  const catalog = await temporaryFolder(t);
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'exit');
  for (const text of [`${dead.pid}\n`, '', 'nonsense']) {
    await writeFile(join(catalog, '.lock'), text);
    await (
      await lockCatalog(catalog)
    )();
  }
});
