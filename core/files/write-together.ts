import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { OsdexError, reasonOf } from '../error.ts';
import { FilePath } from '../names.ts';
import {
  removeQuietly,
  syncFolders,
  textOf,
  writeFailed,
  writeFileAtomic,
  writeNeighbour,
} from './write-file.ts';

/** `.<first file>.pending`: files that belong together are all whole beside their places, and are being renamed. */
const PENDING = /^\..+\.pending$/;

/** What is left to be done of it; a file without `from` is to be removed. Paths are relative to the folder. */
const Pending = z.array(z.strictObject({ from: FilePath.optional(), to: FilePath }));
type Pending = z.infer<typeof Pending>;

/** A file that gets other bytes; without a text it is removed. Its path is relative to the folder. */
export interface FileChange {
  file: string;
  text: string | undefined;
}

/**
 * Writes files that belong together so that after a crash at any moment either none of them is new, or
 * `finishTogether` makes all of them so.
 *
 * @param changes in the order in which a reader sees them come. A file may be there twice: what moves from one file to
 *   another while something else moves back is in neither for a moment, unless one of them has both for a while.
 * @returns the files that changed.
 * @throws OsdexError `write-failed`.
 */
export async function writeTogether(folder: string, changes: readonly FileChange[]): Promise<string[]> {
  const changing = new Set<string>();
  const changed = new Set<string>();
  for (const { file, text } of changes) {
    const isNew = (await textOf(join(folder, file))) !== text;
    if (isNew) changing.add(file);
    if (isNew) changed.add(file);
    else changed.delete(file);
  }
  const all = changes.filter(({ file }) => changing.has(file));
  const [first, ...others] = all;
  if (first === undefined) return [];
  if (others.length === 0 && first.text !== undefined)
    await writeFileAtomic(join(folder, first.file), first.text);
  else await writeAll(folder, all);
  return [...changed];
}

async function writeAll(folder: string, changes: readonly FileChange[]): Promise<void> {
  const pending: Pending = [];
  const journal = join(folder, `.${(changes[0]?.file ?? '').replaceAll('/', '+')}.pending`);
  try {
    for (const { file, text } of changes) {
      if (text === undefined) {
        pending.push({ to: file });
        continue;
      }
      const { path, topmostNew } = await writeNeighbour(join(folder, file), text);
      pending.push({ from: file + path.slice(join(folder, file).length), to: file });
      await syncFolders(dirname(path), topmostNew);
    }
    await writeFileAtomic(journal, `${JSON.stringify(pending)}\n`);
  } catch (cause) {
    for (const { from } of pending) if (from !== undefined) await removeQuietly(join(folder, from));
    throw writeFailed(join(folder, changes[0]?.file ?? ''), cause);
  }
  await finish(folder, journal, pending);
}

/**
 * Finishes what `writeTogether` had begun when it was killed. Only for who may know that nobody writes there.
 *
 * @throws OsdexError `write-failed`; `catalog-invalid` when what is to be done cannot be read.
 */
export async function finishTogether(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => PENDING.test(one))) {
    const journal = join(folder, name);
    await finish(folder, journal, parsePending(await readFile(journal, 'utf8'), journal));
  }
}

function parsePending(text: string, path: string): Pending {
  try {
    return Pending.parse(JSON.parse(text));
  } catch (cause) {
    const message = `expected in ${path} what a crawl that was killed had still to rename, found something else; remove it, and the next crawl finds it anew`;
    throw new OsdexError('catalog-invalid', message, { path, cause });
  }
}

async function finish(folder: string, journal: string, pending: Pending): Promise<void> {
  try {
    for (const { from, to } of pending) {
      // What is not there any more was renamed before.
      if (from === undefined) await rm(join(folder, to), { force: true });
      else await rename(join(folder, from), join(folder, to)).catch(unlessMissing);
      await syncFolders(dirname(join(folder, to)));
    }
    await rm(journal, { force: true });
    await syncFolders(folder);
  } catch (cause) {
    const message = `expected to write ${pending.map(({ to }) => join(folder, to)).join(', ')}, found: ${reasonOf(cause)}; the next crawl goes on with it`;
    throw new OsdexError('write-failed', message, { path: journal, cause });
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
}
