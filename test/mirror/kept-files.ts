import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { digestOf } from '../../core/digest.ts';
import { openInventory } from '../../mirror/inventory/inventory.ts';
import type { Inventory } from '../../mirror/inventory/inventory.ts';
import type { InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import { openRepository } from '../../mirror/repository.ts';
import type { Repository } from '../../mirror/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';

/** A repository in a folder of its own, and ways to put files into it as a sync would have. */
export interface KeptFiles {
  repository: Repository;
  inventory: Inventory;
  /** Where a path lies on the disk. */
  at(path: string): string;
  /** Writes a file and what is known of it: by default that it is proven. */
  keep(path: string, bytes: string | Uint8Array, known?: Partial<InventoryFile>): Promise<InventoryFile>;
}

export async function keptFiles(t: TestContext): Promise<KeptFiles> {
  const repository = await openRepository(await temporaryFolder(t));
  const inventory = openInventory(repository);
  t.after(() => inventory.close());
  const at = (path: string): string => join(repository.root, path);
  return {
    repository,
    inventory,
    at,
    async keep(path, bytes, known = {}) {
      await mkdir(dirname(at(path)), { recursive: true });
      await writeFile(at(path), bytes);
      const { size, mtimeMs, ino } = await stat(at(path));
      const file: InventoryFile = {
        path,
        sizeBytes: size,
        modifiedMs: mtimeMs,
        inode: String(ino),
        digests: [digestOf(Buffer.from(bytes))],
        state: 'proven',
        facets: {},
        addedAt: '2026-07-01T04:00:00Z',
        ...known,
      };
      inventory.put(file);
      return file;
    },
  };
}
