import { lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { isoDay } from '../core/day.ts';
import { OsdexError, reasonOf } from '../core/error.ts';
import { isoTime, IsoTime } from '../core/names.ts';
import { InventoryFile } from './inventory/inventory-file.ts';
import type { Inventory } from './inventory/inventory.ts';
import { codeOf, moveIfFree, removeEmptyFolders } from './move-file.ts';
import { addRecord } from './record-log.ts';
import { checkRepositoryPath, placeOf, RECORDS_FOLDER } from './repository.ts';
import type { Repository } from './repository.ts';

/** Below the records: a folder for each day, with the files under their paths. */
export const TRASH_FOLDER = 'trash';

const DAY_FOLDER = /^(\d{4}-\d{2}-\d{2})(?:-(\d+))?$/;

/** A file of that path, or one where a folder would have to be, came into the trash before on this day. */
const OCCUPIED = new Set(['EEXIST', 'ENOTDIR']);
const MOST_OF_A_DAY = 10_000;

const TRASH_RECORD_SCHEMA = 'osdex/trashed/1';

/** What lies beside a file in the trash. No file of a repository has a name that begins with a dot. */
const TrashRecord = z.strictObject({
  schema: z.literal(TRASH_RECORD_SCHEMA),
  trashedAt: IsoTime,
  reason: z.string().optional(),
  file: InventoryFile.optional(),
});
type TrashRecord = z.infer<typeof TrashRecord>;

/** What is to be known of a file when it comes back, and why it went. */
export interface AboutTrashed {
  file?: InventoryFile | undefined;
  reason?: string | undefined;
}

/** A file in the trash. */
export interface TrashedFile extends AboutTrashed {
  /** Where it lay. */
  path: string;
  /** Where it lies now, below the repository: `.osdex/trash/<day>/<path>`. */
  place: string;
  trashedAt: string;
  sizeBytes: number;
  /** Whether its bytes have a second name, so that nothing is won by deleting this one. */
  isLinked: boolean;
}

/**
 * Puts a file into the trash of its repository, where it stays under its path in the folder of the day, with what was
 * known of it beside it.
 *
 * @returns where it lies now, below the repository.
 * @throws OsdexError `write-failed`, `name-refused`.
 */
export async function moveToTrash(
  repository: Repository,
  path: string,
  now: Date,
  { file, reason }: AboutTrashed = {},
): Promise<string> {
  const from = await placeOf(repository, path);
  const record = { schema: TRASH_RECORD_SCHEMA, trashedAt: isoTime(now), reason, file } satisfies TrashRecord;
  const text = `${JSON.stringify(record, null, 2)}\n`;
  for (let number = 0; ; number++) {
    const day = number === 0 ? isoDay(now) : `${isoDay(now)}-${number}`;
    const to = join(repository.records, TRASH_FOLDER, day, path);
    try {
      await mkdir(dirname(to), { recursive: true });
      // Whoever has the record has the place: two who trash files of one path do not get into each other's way.
      await writeFile(recordOf(to), text, { flag: 'wx' });
      if (await moveIfFree(from, to)) return join(RECORDS_FOLDER, TRASH_FOLDER, day, path);
    } catch (cause) {
      if (OCCUPIED.has(codeOf(cause) ?? '') && number < MOST_OF_A_DAY) continue;
      await rm(recordOf(to), { force: true }).catch(() => undefined);
      await removeEmptyFolders(to, repository.records);
      const message = `expected to move ${from} to the trash, found: ${reasonOf(cause)}`;
      throw new OsdexError('write-failed', message, { path: from, cause });
    }
    await rm(recordOf(to), { force: true });
  }
}

/** What is in the trash, the newest first. */
export async function listTrash({ records }: Pick<Repository, 'records'>): Promise<TrashedFile[]> {
  const trash = join(records, TRASH_FOLDER);
  const days = (await readdir(trash).catch(() => []))
    .filter((name) => DAY_FOLDER.test(name))
    .toSorted((a, b) => numberOf(b) - numberOf(a));
  const files: TrashedFile[] = [];
  for (const day of days) {
    for (const path of await pathsIn(join(trash, day), '')) {
      const at = join(trash, day, path);
      const found = await lstat(at).catch(() => undefined);
      if (found === undefined) continue;
      const record = await readTrashRecord(at);
      files.push({
        path,
        place: `${RECORDS_FOLDER}/${TRASH_FOLDER}/${day}/${path}`,
        // A file that somebody put there by hand came on the day of its folder.
        trashedAt: record?.trashedAt ?? `${DAY_FOLDER.exec(day)?.[1]}T00:00:00Z`,
        sizeBytes: found.size,
        isLinked: found.nlink > 1,
        reason: record?.reason,
        file: record?.file,
      });
    }
  }
  return files.toSorted((a, b) => b.trashedAt.localeCompare(a.trashedAt) || a.path.localeCompare(b.path));
}

/** What came back: under which path, and whether what was known of it came back too. */
export interface Restored {
  path: string;
  isKnown: boolean;
}

/**
 * Brings a file back to where it lay, with what was known of it; never over anything. Bytes that were changed in the
 * trash come back as a file that nobody knows yet.
 *
 * @param wanted its path, of which the newest comes back, or its place in the trash.
 * @param to another path for it.
 * @throws OsdexError `not-found`, `name-conflict` where something is there, `name-refused`, `write-failed`.
 */
export async function restoreFromTrash(
  repository: Repository,
  inventory: Inventory,
  wanted: string,
  now: Date,
  to?: string,
): Promise<Restored> {
  const trashed = (await listTrash(repository)).find(
    ({ path, place }) => wanted === path || wanted === place,
  );
  if (trashed === undefined) {
    const message = `expected a file ${JSON.stringify(wanted)} in the trash, found none; "osdex mirror trash list" shows what is there`;
    throw new OsdexError('not-found', message, { path: wanted });
  }
  const path = to ?? trashed.path;
  const from = join(repository.root, trashed.place);
  const target = await placeOf(repository, path);
  const { size, mtimeMs } = await lstat(from);
  await mkdir(dirname(target), { recursive: true });
  if (!(await moveOrFail(from, target))) {
    const message = `expected nothing at ${target}, found a file; move that away, or give this one another path with --to`;
    throw new OsdexError('name-conflict', message, { path: target });
  }
  const { file } = trashed;
  const isKnown =
    file !== undefined && file.sizeBytes === size && Math.trunc(file.modifiedMs) === Math.trunc(mtimeMs);
  if (isKnown) inventory.put({ ...file, path });
  else inventory.forget(path);
  await rm(recordOf(from), { force: true });
  await removeEmptyFolders(from, repository.records);
  await addRecord(
    repository,
    { event: 'restored', path, digest: file?.digests[0], sizeBytes: size, from: trashed.place },
    now,
  );
  return { path, isKnown };
}

/** What went for good. */
export interface Emptied {
  deleted: TrashedFile[];
  /** On the disk: what has another name is still there. */
  freedBytes: number;
  /** What could not be deleted, and why. */
  errors: OsdexError[];
}

/**
 * Deletes for good what came into the trash before a time.
 *
 * @param before undefined: all of it.
 */
export async function emptyTrash(
  repository: Repository,
  now: Date,
  before: Date | undefined,
  isDryRun = false,
): Promise<Emptied> {
  const emptied: Emptied = { deleted: [], freedBytes: 0, errors: [] };
  for (const trashed of await listTrash(repository)) {
    if (before !== undefined && Date.parse(trashed.trashedAt) >= before.getTime()) continue;
    const at = join(repository.root, trashed.place);
    try {
      if (!isDryRun) await deleteFile(at, repository, trashed, now);
    } catch (cause) {
      const message = `expected to delete ${at}, found: ${reasonOf(cause)}`;
      emptied.errors.push(new OsdexError('write-failed', message, { path: at, cause }));
      continue;
    }
    emptied.deleted.push(trashed);
    if (!trashed.isLinked) emptied.freedBytes += trashed.sizeBytes;
  }
  return emptied;
}

async function deleteFile(
  at: string,
  repository: Repository,
  { path, place, sizeBytes, file }: TrashedFile,
  now: Date,
): Promise<void> {
  await rm(at);
  await rm(recordOf(at), { force: true });
  await removeEmptyFolders(at, repository.records);
  await addRecord(
    repository,
    { event: 'deleted', path, digest: file?.digests[0], sizeBytes, from: place },
    now,
  );
}

async function moveOrFail(from: string, to: string): Promise<boolean> {
  try {
    return await moveIfFree(from, to);
  } catch (cause) {
    throw new OsdexError('write-failed', `expected to move ${from} to ${to}, found: ${reasonOf(cause)}`, {
      path: to,
      cause,
    });
  }
}

/** Of several folders of one day the later one has the higher number. */
function numberOf(day: string): number {
  return Number(DAY_FOLDER.exec(day)?.[2] ?? 0);
}

function recordOf(place: string): string {
  return join(dirname(place), `.${basename(place)}.json`);
}

async function readTrashRecord(place: string): Promise<TrashRecord | undefined> {
  try {
    return TrashRecord.safeParse(JSON.parse(await readFile(recordOf(place), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Files of a folder and those below, by path with slashes; neither records nor anything that a link leads to. */
async function pathsIn(folder: string, below: string): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  const paths: string[] = [];
  for (const entry of entries) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) paths.push(...(await pathsIn(folder, path)));
    else if (checkRepositoryPath(path) === undefined) paths.push(path);
  }
  return paths;
}
