import { lstat, rm } from 'node:fs/promises';
import { OsdexError, reasonOf } from '../core/error.ts';
import type { Inventory } from './inventory/inventory.ts';
import { removeEmptyFolders } from './move-file.ts';
import { addRecord } from './record-log.ts';
import { placeOf } from './repository.ts';
import type { Repository } from './repository.ts';
import { moveToTrash } from './trash.ts';

export interface RemoveOptions {
  now: Date;
  /** Past the trash. */
  forGood?: boolean;
  reason?: string;
}

/** What came of it: `forgotten` is a file that was gone already and only stood in the inventory. */
export type Removed =
  | { kind: 'trashed'; path: string; place: string; sizeBytes: number }
  | { kind: 'deleted'; path: string; sizeBytes: number }
  | { kind: 'forgotten'; path: string };

/**
 * Removes a file of a repository, and the folders that are empty without it: into the trash, with what the inventory
 * knows of it, or for good.
 *
 * @throws OsdexError `not-found`, `name-refused`, `write-failed`.
 */
export async function removeFile(
  repository: Repository,
  inventory: Inventory,
  path: string,
  { now, forGood = false, reason }: RemoveOptions,
): Promise<Removed> {
  const at = await placeOf(repository, path);
  const found = await lstat(at).catch(() => undefined);
  const file = inventory.get(path);
  if (found === undefined) {
    if (file === undefined) throw notFound(at, 'no such file');
    inventory.forget(path);
    return { kind: 'forgotten', path };
  }
  if (found.isDirectory()) throw notFound(at, 'a folder; name the files in it');
  const { size: sizeBytes } = found;
  const place = forGood ? undefined : await moveToTrash(repository, path, now, { file, reason });
  if (forGood) await deleteForGood(at);
  inventory.forget(path);
  await removeEmptyFolders(at, repository.root);
  const event = forGood ? 'deleted' : 'trashed';
  await addRecord(repository, { event, path, digest: file?.digests[0], sizeBytes, to: place, reason }, now);
  return place === undefined
    ? { kind: 'deleted', path, sizeBytes }
    : { kind: 'trashed', path, place, sizeBytes };
}

async function deleteForGood(at: string): Promise<void> {
  await rm(at).catch((cause: unknown) => {
    const message = `expected to delete ${at}, found: ${reasonOf(cause)}`;
    throw new OsdexError('write-failed', message, { path: at, cause });
  });
}

function notFound(at: string, found: string): OsdexError {
  return new OsdexError('not-found', `expected a file at ${at}, found ${found}`, { path: at });
}
