import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { isoTime } from '../../core/names.ts';
import type { Repository } from '../repository.ts';
import { goneBad, isVouchedFor } from './file-state.ts';
import { INVENTORY_FILE, openInventory } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';
import { scanRepository } from './scan.ts';
import type { ScanMeans, ScanReport } from './scan.ts';

export interface Rebuilt {
  scan: ScanReport;
  /** Where the old inventory is now, below the repository's records; undefined where there was none. */
  aside: string | undefined;
  /** Why nothing could be taken over from it. */
  unreadable: string | undefined;
}

/** The new inventory grows here, so that a rebuild that is killed goes on where it was and nothing is lost meanwhile. */
const DRAFT_FOLDER = 'rebuild';

/**
 * Makes the inventory anew from the files. Of the old one, which is put aside, is taken over what files cannot tell:
 * names, where they are from, since when they are here, and what they should be where they are bad. For whoever has
 * the repository's lock.
 *
 * @throws OsdexError as `scanRepository`.
 */
export async function rebuildInventory(repository: Repository, means: ScanMeans): Promise<Rebuilt> {
  const { root, records } = repository;
  const old = readOld(repository);
  const draft = { root, records: join(records, DRAFT_FOLDER) };
  await mkdir(draft.records, { recursive: true });
  const inventory = openInventory(draft);
  let scan: ScanReport;
  try {
    scan = await scanRepository(draft, inventory, means);
    inventory.together(() => takeOver(inventory, old.files));
    scan.bad = inventory.all().flatMap(({ state, path: one }) => (state === 'bad' ? [one] : []));
  } finally {
    inventory.close();
  }
  const path = join(records, INVENTORY_FILE);
  const aside = existsSync(path) ? `inventory-${isoTime(means.now()).replaceAll(':', '')}.sqlite` : undefined;
  try {
    if (aside !== undefined) {
      // What was not written into the file itself yet belongs to it.
      for (const part of ['-wal', '-shm', ''])
        if (existsSync(path + part)) await rename(path + part, join(records, aside + part));
    }
    await rename(join(draft.records, INVENTORY_FILE), path);
    await rm(draft.records, { recursive: true });
  } catch (cause) {
    throw new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
      path,
      cause,
    });
  }
  return { scan, aside, unreadable: old.unreadable };
}

function readOld(repository: Repository): { files: InventoryFile[]; unreadable: string | undefined } {
  if (!existsSync(join(repository.records, INVENTORY_FILE))) return { files: [], unreadable: undefined };
  try {
    const inventory = openInventory(repository);
    try {
      return { files: inventory.all(), unreadable: undefined };
    } finally {
      inventory.close();
    }
  } catch (error) {
    return { files: [], unreadable: reasonOf(error) };
  }
}

function takeOver(inventory: Inventory, old: readonly InventoryFile[]): void {
  for (const before of old) {
    const here = inventory.get(before.path);
    if (here !== undefined && isSame(before, here)) put(here, before);
    else if (
      here !== undefined &&
      here.id === undefined &&
      before.digests.length > 0 &&
      isVouchedFor(before)
    ) {
      const { sizeBytes, modifiedMs, inode, checkedAt } = here;
      inventory.put({ ...goneBad(before), sizeBytes, modifiedMs, inode, checkedAt });
    } else {
      const moved = before.digests
        .flatMap((digest) => inventory.withDigest(digest))
        .find(({ name }) => !name);
      if (moved !== undefined && here === undefined) put(moved, before);
    }
  }

  function put(here: InventoryFile, { name, parent, origin, addedAt, facets }: InventoryFile): void {
    inventory.put({
      ...here,
      ...(name === undefined ? {} : { name }),
      ...(parent === undefined ? {} : { parent }),
      ...(origin === undefined ? {} : { origin }),
      addedAt,
      facets: here.id === undefined ? { ...here.facets, ...facets } : here.facets,
    });
  }
}

function isSame(a: InventoryFile, b: InventoryFile): boolean {
  return a.digests.length === 0 || a.digests.some((digest) => b.digests.includes(digest));
}
