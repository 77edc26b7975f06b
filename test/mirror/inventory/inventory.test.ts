import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { digestOf } from '../../../core/digest.ts';
import { INVENTORY_FILE, openInventory } from '../../../mirror/inventory/inventory.ts';
import type { InventoryFile } from '../../../mirror/inventory/inventory-file.ts';
import { openRepository } from '../../../mirror/repository.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const DIGEST = digestOf(Buffer.from('an image'));

function file(path: string, changes: Partial<InventoryFile> = {}): InventoryFile {
  return {
    path,
    sizeBytes: 8,
    modifiedMs: 1000,
    inode: '7',
    digests: [DIGEST],
    state: 'proven',
    facets: { product: 'debian' },
    addedAt: '2026-07-26T04:00:00Z',
    ...changes,
  };
}

async function place(t: TestContext) {
  const repository = await openRepository(await temporaryFolder(t));
  const inventory = openInventory(repository);
  t.after(() => inventory.close());
  return { repository, inventory };
}

test('an inventory keeps what is known of files, by path and by digest', async (t) => {
  const { inventory } = await place(t);
  inventory.put(file('b.iso'));
  inventory.put(file('a.iso', { name: 'mine' }));
  assert.deepEqual(inventory.get('a.iso'), file('a.iso', { name: 'mine' }));
  assert.deepEqual(
    inventory.all().map(({ path }) => path),
    ['a.iso', 'b.iso'],
  );
  assert.deepEqual(
    inventory.withDigest(DIGEST).map(({ path }) => path),
    ['a.iso', 'b.iso'],
  );
  inventory.move('a.iso', 'b.iso');
  assert.deepEqual(inventory.all(), [file('b.iso', { name: 'mine' })]);
  inventory.put(file('b.iso', { digests: [] }));
  assert.deepEqual(inventory.withDigest(DIGEST), [], 'what it no longer is finds it no longer');
  inventory.forget('b.iso');
  assert.deepEqual(inventory.all(), []);
});

test('what is done together is done whole or not at all', async (t) => {
  const { inventory } = await place(t);
  assert.throws(() =>
    inventory.together(() => {
      inventory.put(file('a.iso'));
      throw new Error('no more');
    }),
  );
  assert.deepEqual(inventory.all(), []);
});

test('pieces belong to the bytes, whatever path has them, until none has', async (t) => {
  const { inventory } = await place(t);
  const pieces = {
    sizeBytes: 7,
    pieceBytes: 4,
    pieces: [new Uint8Array(20).fill(1), new Uint8Array(20).fill(2)],
  };
  inventory.put(file('a.iso'));
  inventory.putPieces(DIGEST, pieces);
  inventory.move('a.iso', 'b.iso');
  inventory.clearPieces();
  assert.deepEqual(inventory.piecesOf(['sha256:0', DIGEST]), pieces);
  inventory.forget('b.iso');
  inventory.clearPieces();
  assert.equal(inventory.piecesOf([DIGEST]), undefined);
});

test('an inventory that is none, or of a later form, is refused with what to do', async (t) => {
  const repository = await openRepository(await temporaryFolder(t));
  await writeFile(
    join(repository.records, INVENTORY_FILE),
    'no database at all, but long enough'.repeat(100),
  );
  assert.throws(() => openInventory(repository), {
    code: 'catalog-invalid',
    message: /found: .*; "osdex mirror rebuild" makes it anew from the files$/,
  });
});
