import { copyFile, lstat, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { facetsOf } from '../../core/image.ts';
import { isoTime } from '../../core/names.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { moveIfFree } from '../move-file.ts';
import type { Displaced } from '../plan/make-steps.ts';
import type { WantedImage } from '../plan/wanted.ts';
import { addRecord } from '../record-log.ts';
import { placeOf } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { moveToTrash } from '../trash.ts';

/** What changes of files are made with. */
export interface PlaceMeans {
  repository: Repository;
  inventory: Inventory;
  /** Folder for what is archived. */
  archive: string | undefined;
  now: () => Date;
}

/**
 * Puts a proven file at its path, in the inventory and in the records. What is there goes first, where the plan has it.
 *
 * @param from where the file lies, on the same disk.
 * @throws OsdexError `write-failed`, `name-refused`, `digest-conflict` where something unknown is at the path.
 */
export async function placeProven(
  wanted: WantedImage,
  from: string,
  origin: string,
  displaced: Displaced | undefined,
  means: PlaceMeans,
): Promise<void> {
  const { repository, inventory, now } = means;
  const place = await placeOf(repository, wanted.path);
  if (displaced !== undefined) await displace(displaced, means);
  await makeFolder(place);
  await moveApart(from, place);
  inventory.put(await inventoryFile(wanted, place, origin, now(), inventory.get(wanted.path)));
  const { digest } = wanted.image.artifact;
  const { size: sizeBytes } = await stat(place);
  await addRecord(
    repository,
    { event: 'fetched', path: wanted.path, digest, sizeBytes, from: origin },
    now(),
  );
}

/** A file that is there as an entry of the inventory, its bytes proven now. */
export async function inventoryFile(
  { image, item, path }: WantedImage,
  place: string,
  origin: string,
  now: Date,
  before: InventoryFile | undefined,
): Promise<InventoryFile> {
  const { size: sizeBytes, mtimeMs: modifiedMs, ino } = await stat(place);
  const time = isoTime(now);
  const name = item.name ?? before?.name;
  return {
    path,
    sizeBytes,
    modifiedMs,
    inode: String(ino),
    digests: [image.artifact.digest],
    state: 'proven',
    id: image.id,
    ...(name === undefined ? {} : { name }),
    facets: facetsOf(image, time.slice(0, 10)),
    origin,
    addedAt: before?.id === image.id ? before.addedAt : time,
    checkedAt: time,
  };
}

/** Makes room for another file: whatever was proven of what is there stays so where it goes. */
async function displace({ file, fate, to }: Displaced, means: PlaceMeans): Promise<void> {
  // It may have been moved to where it is wanted since the steps were made.
  if (means.inventory.get(file.path)?.digests[0] !== file.digests[0]) return;
  if (fate === 'trash') await trash(file, 'another file takes its place', means);
  else if (fate === 'archive') await archive(file, means);
  else if (to !== undefined) await moveTo(file, to, means);
}

/** Moves a file within the repository; what is at the other path is never written over. */
export async function moveTo(
  { path, digests }: Pick<InventoryFile, 'path' | 'digests'>,
  to: string,
  { repository, inventory, now }: PlaceMeans,
): Promise<void> {
  const place = await placeOf(repository, to);
  await makeFolder(place);
  await moveApart(await placeOf(repository, path), place);
  inventory.move(path, to);
  await addRecord(repository, { event: 'moved', path: to, digest: digests[0], from: path }, now());
}

export async function trash(
  file: InventoryFile,
  reason: string,
  { repository, inventory, now }: PlaceMeans,
): Promise<void> {
  const { path, digests, sizeBytes } = file;
  const isThere = (await lstat(await placeOf(repository, path)).catch(() => undefined)) !== undefined;
  const to = isThere ? await moveToTrash(repository, path, now(), { file, reason }) : undefined;
  inventory.forget(path);
  const entry = { path, digest: digests[0], sizeBytes, reason };
  await addRecord(repository, { event: 'trashed', ...entry, ...(to === undefined ? {} : { to }) }, now());
}

/** To the folder for what is old, under its path; the archive may be another disk. */
export async function archive(file: InventoryFile, means: PlaceMeans): Promise<void> {
  const { repository, inventory, now } = means;
  if (means.archive === undefined) {
    throw new OsdexError('usage', 'expected archive: in the plan, a folder for what is archived, found none');
  }
  const from = await placeOf(repository, file.path);
  const to = join(resolve(means.archive), file.path);
  await makeFolder(to);
  await copyApart(from, to);
  await rm(from);
  inventory.forget(file.path);
  const { path, digests, sizeBytes } = file;
  await addRecord(repository, { event: 'archived', path, digest: digests[0], sizeBytes, to }, now());
}

async function makeFolder(place: string): Promise<void> {
  await mkdir(dirname(place), { recursive: true }).catch((cause: unknown) => {
    throw writeFailed(place, cause);
  });
}

async function moveApart(from: string, to: string): Promise<void> {
  const isFree = await moveIfFree(from, to).catch((cause: unknown) => {
    throw writeFailed(to, cause);
  });
  if (isFree) return;
  const message = `expected nothing at ${to}, found a file that the inventory does not know; "osdex mirror scan" looks at it`;
  throw new OsdexError('digest-conflict', message, { path: to });
}

/** Onto another disk a file is copied under another name first. */
async function copyApart(from: string, to: string): Promise<void> {
  const draft = `${to}.part`;
  try {
    if ((await lstat(to).catch(() => undefined)) !== undefined)
      throw new Error('a file of that name is there already');
    await copyFile(from, draft);
    await rename(draft, to);
  } catch (cause) {
    await rm(draft, { force: true });
    throw writeFailed(to, cause);
  }
}

function writeFailed(path: string, cause: unknown): OsdexError {
  return new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
    path,
    cause,
  });
}
