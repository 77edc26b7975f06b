import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OsdexError, reasonOf } from '../../core/error.ts';

/**
 * Fills a folder that is empty or not there, with all of it or nothing: everything is made in a folder beside, and
 * renamed into place at the end.
 *
 * @param finish does the rest in that other folder before it is renamed, such as the first commit.
 * @throws OsdexError `usage` when there is something in the folder, `write-failed`, and what `finish` throws.
 */
export async function fillFolder<T>(
  folder: string,
  files: ReadonlyMap<string, string>,
  finish: (unfinished: string) => Promise<T>,
): Promise<T> {
  const isThere = await requireEmpty(folder);
  // A folder that is there may be all that one may write to; its own place may be the root of a disk.
  const beside = isThere ? folder : dirname(folder);
  const unfinished = join(beside, `.${basename(folder)}-${randomUUID()}`);
  try {
    await mkdir(unfinished, { recursive: true });
    for (const [path, text] of files) {
      await mkdir(dirname(join(unfinished, path)), { recursive: true });
      await writeFile(join(unfinished, path), text);
    }
    const result = await finish(unfinished);
    await (isThere ? moveAll(unfinished, folder) : rename(unfinished, folder));
    return result;
  } catch (cause) {
    if (cause instanceof OsdexError) throw cause;
    const message = `expected to write the repository to ${folder}, found: ${reasonOf(cause)}; nothing was left there`;
    throw new OsdexError('write-failed', message, { path: folder, cause });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** @returns whether the folder is there. */
async function requireEmpty(folder: string): Promise<boolean> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return false;
    throw new OsdexError('usage', `expected an empty or new folder at ${folder}, found: ${reasonOf(cause)}`, {
      path: folder,
      cause,
    });
  }
  if (names.length === 0) return true;
  const found = names.toSorted().slice(0, 3).join(', ');
  const message = `expected an empty or new folder at ${folder}, found ${found}${names.length > 3 ? ' and more' : ''} in it; nothing was changed, name another folder`;
  throw new OsdexError('usage', message, { path: folder });
}

async function moveAll(from: string, to: string): Promise<void> {
  const moved: string[] = [];
  try {
    for (const name of await readdir(from)) {
      await rename(join(from, name), join(to, name));
      moved.push(name);
    }
  } catch (error) {
    for (const name of moved) await rm(join(to, name), { recursive: true, force: true });
    throw error;
  }
}
