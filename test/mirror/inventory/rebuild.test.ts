import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { INVENTORY_FILE, openInventory } from '../../../mirror/inventory/inventory.ts';
import type { InventoryFile } from '../../../mirror/inventory/inventory-file.ts';
import { rebuildInventory } from '../../../mirror/inventory/rebuild.ts';
import type { ScanMeans } from '../../../mirror/inventory/scan.ts';
import { imageOf, LATER, repositoryPlace } from './repository-place.ts';

const IMAGE = imageOf('os-amd64.qcow2', 'an image');

async function place(t: TestContext, files: Record<string, string>) {
  const found = await repositoryPlace(t, files);
  await found.scan([IMAGE]);
  return {
    ...found,
    rebuild: (means: Partial<ScanMeans> = {}) =>
      rebuildInventory(found.repository, { images: async () => [IMAGE], now: () => LATER, ...means }),
    /** What is in the inventory that is in its place now. */
    rebuilt(): Record<string, InventoryFile> {
      const inventory = openInventory(found.repository);
      try {
        return Object.fromEntries(inventory.all().map((file) => [file.path, file]));
      } finally {
        inventory.close();
      }
    },
  };
}

test('the inventory is made of what lies there, with the names that people gave', async (t) => {
  const { inventory, known, rebuild, rebuilt, write, move, repository } = await place(t, {
    'os.qcow2': 'an image',
    'mine.iso': 'mine',
    'gone.iso': 'gone',
  });
  inventory.put({ ...known('mine.iso'), name: 'my own', facets: { kind: 'live' } });
  inventory.put({ ...known('os.qcow2'), name: 'the image', facets: {}, digests: [] });
  await move('mine.iso', 'below/mine.iso');
  await move('gone.iso', '.gone/gone.iso');
  await write('new.iso', 'new');
  const { scan, aside, unreadable } = await rebuild();
  assert.deepEqual(scan.added, ['below/mine.iso', 'new.iso', 'os.qcow2']);
  assert.equal(unreadable, undefined);
  assert.equal(aside, 'inventory-2026-08-26T040000Z.sqlite');
  const files = rebuilt();
  assert.deepEqual(Object.keys(files), ['below/mine.iso', 'new.iso', 'os.qcow2']);
  assert.equal(files['below/mine.iso']?.name, 'my own');
  assert.equal(files['below/mine.iso'].facets.kind, 'live');
  assert.equal(files['below/mine.iso'].addedAt, '2026-07-26T04:00:00Z');
  assert.equal(files['os.qcow2']?.name, 'the image');
  assert.equal(files['os.qcow2'].facets.product, 'example');
  assert.deepEqual(
    (await readdir(repository.records)).filter((name) => name === 'rebuild'),
    [],
  );
  assert.ok(existsSync(join(repository.records, aside)));
});

test('what was proven and has other bytes does not become good by a rebuild', async (t) => {
  const { rebuild, rebuilt, write } = await place(t, { 'os.qcow2': 'an image' });
  await write('os.qcow2', 'an imagE');
  const { scan } = await rebuild();
  assert.deepEqual(scan.bad, ['os.qcow2']);
  const file = rebuilt()['os.qcow2'];
  assert.deepEqual([file?.state, file?.digests], ['bad', [IMAGE.artifact.digest]]);
});

test('an inventory that cannot be read is put aside, and it is told that nothing came of it', async (t) => {
  const { rebuild, rebuilt, repository, inventory } = await place(t, { 'os.qcow2': 'an image' });
  inventory.close();
  t.mock.method(inventory, 'close', () => undefined);
  await writeFile(join(repository.records, INVENTORY_FILE), 'no database at all'.repeat(1000));
  const { unreadable } = await rebuild();
  assert.match(unreadable ?? '', /expected an inventory at/);
  assert.equal(rebuilt()['os.qcow2']?.state, 'proven');
});

test('a rebuild that is stopped leaves the old inventory, and the next one goes on where it was', async (t) => {
  const files = Object.fromEntries(
    Array.from({ length: 6 }, (_, index) => [`${index}.iso`, `file ${index}`]),
  );
  const { inventory, known, rebuild, rebuilt } = await place(t, files);
  inventory.put({ ...known('0.iso'), name: 'my own' });
  const stop = new AbortController();
  const stopped = rebuild({ signal: stop.signal, onProgress: (done) => done >= 12 && stop.abort() });
  await assert.rejects(stopped, { code: 'stopped' });
  assert.equal(rebuilt()['0.iso']?.name, 'my own');
  const { scan } = await rebuild();
  assert.ok(scan.unchanged > 0 && scan.added.length < 6);
  assert.equal(rebuilt()['0.iso']?.name, 'my own');
  assert.equal(Object.keys(rebuilt()).length, 6);
});
