import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OsdexError, reasonOf } from '../error.ts';

/** `<file>.<process>.<count>.tmp`: what a write that did not come to its end leaves behind. */
const UNFINISHED = /\.\d+(?:\.\d+)?\.tmp$/;

let count = 0;

/**
 * Writes a file so that a reader, or a crash at any moment, sees either the old bytes or the new ones: into a
 * neighbour first, to the disk, then renamed into place, and the folder to the disk too, so that a file that is
 * written after this one can never outlive it. Bytes that are there already are not written again.
 *
 * @returns whether anything was written.
 * @throws OsdexError `write-failed`, when the disk is full or may not be written to.
 */
export async function writeFileAtomic(path: string, text: string): Promise<boolean> {
  if ((await textOf(path)) === text) return false;
  let neighbour: Neighbour | undefined;
  try {
    neighbour = await writeNeighbour(path, text);
    await rename(neighbour.path, path);
  } catch (cause) {
    await removeQuietly(neighbour?.path);
    throw writeFailed(path, cause);
  }
  await syncFolders(dirname(path), neighbour.topmostNew);
  return true;
}

/** The text of a file, or undefined where none can be read. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** A file that is whole and on the disk, and only has to be renamed. */
export interface Neighbour {
  path: string;
  /** The topmost folder that was not there before. */
  topmostNew: string | undefined;
}

/** Writes the bytes that are to become a file beside its place. What cannot be written whole is not left there. */
export async function writeNeighbour(path: string, text: string): Promise<Neighbour> {
  const neighbour = `${path}.${process.pid}.${count++}.tmp`;
  const topmostNew = await mkdir(dirname(path), { recursive: true });
  const file = await open(neighbour, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } catch (cause) {
    await removeQuietly(neighbour);
    throw cause;
  } finally {
    await file.close();
  }
  return { path: neighbour, topmostNew };
}

/** For a write that failed before anything was renamed. */
export function writeFailed(path: string, cause: unknown): OsdexError {
  const message = `expected to write ${path}, found: ${reasonOf(cause)}; what was there before is untouched`;
  return new OsdexError('write-failed', message, { path, cause });
}

/** Removes a file; one that cannot be removed now is cleared away by the next crawl. */
export async function removeQuietly(path: string | undefined): Promise<void> {
  if (path !== undefined) await rm(path, { force: true }).catch(() => undefined);
}

/**
 * Brings the entries of a folder to the disk, and those of the folders above that are new. Where folders cannot be
 * synced (Windows), a crash of the machine may undo a write, but never leaves half of one.
 */
export async function syncFolders(folder: string, topmostNew?: string): Promise<void> {
  const last = topmostNew === undefined ? folder : dirname(topmostNew);
  for (let at = folder; ; at = dirname(at)) {
    const handle = await open(at, 'r').catch(() => undefined);
    await handle?.sync().catch(() => undefined);
    await handle?.close();
    if (at === last || at === dirname(at)) return;
  }
}

/**
 * Removes what writes that were killed left in a folder and the folders below, of before `writtenBefore` (milliseconds
 * since 1970 by the folder's own file system). Only for who may know that nobody writes there any more. What cannot
 * be removed stays for the next time.
 */
export async function clearUnfinished(folder: string, writtenBefore: number): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // A walk of our own: `recursive` of readdir takes ten times as long for thousands of folders.
  await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return clearUnfinished(path, writtenBefore);
      if (!entry.isFile() || !UNFINISHED.test(entry.name)) return;
      const found = await stat(path).catch(() => undefined);
      if (found !== undefined && found.mtimeMs < writtenBefore) await removeQuietly(path);
    }),
  );
}
