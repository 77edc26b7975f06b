import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { moveIfFree, removeEmptyFolders } from '../move-file.ts';
import { addRecord } from '../record-log.ts';
import { readThrough, requireDigest, writeThrough } from './hash-flow.ts';
import { attempt, oldFiles, requireUnchanged } from './task.ts';
import type { Task } from './task.ts';

const ARCHIVED_SCHEMA = 'osdex/archived/1';

/**
 * Moves what is long in the repository to another folder, which may be on another disk: each file under its path, with
 * what is known of it beside it. It leaves the repository only when its copy was read back and found to be the same.
 *
 * @param to whole path of a folder outside of the repository.
 */
export async function archiveOld(task: Task, olderThanMs: number, to: string): Promise<void> {
  for (const file of oldFiles(task, olderThanMs)) {
    await attempt(task, file.path, () => archive(task, file, join(to, file.path)));
  }
}

async function archive(task: Task, file: InventoryFile, to: string): Promise<void> {
  const { repository, inventory, now, signal } = task;
  const from = await requireUnchanged(task, file);
  const { nlink, mtime } = await stat(from);
  const { path, sizeBytes, digests } = file;
  const [digest] = digests;
  if (digest === undefined) return;
  const done = { kind: 'archived', path, to, sizeBytes, freedBytes: nlink === 1 ? sizeBytes : 0 } as const;
  if (task.isDryRun) {
    task.actions.push(done);
    return;
  }
  task.onFile(`archiving ${path}`);
  await mkdir(dirname(to), { recursive: true });
  const draft = `${to}.part`;
  try {
    const written = await writeThrough(from, draft, digest, signal);
    requireDigest(written.digest(), digest, from);
    const { inside } = await readThrough(draft, digest, signal);
    requireDigest(inside.digest(), digest, draft);
    await utimes(draft, mtime, mtime);
    if (!(await moveIfFree(draft, to))) await requireSame(to, digest, signal);
  } finally {
    await rm(draft, { force: true });
  }
  const record = { schema: ARCHIVED_SCHEMA, file };
  await writeFile(join(dirname(to), `.${basename(to)}.json`), `${JSON.stringify(record, null, 2)}\n`);
  await rm(from);
  inventory.forget(path);
  await removeEmptyFolders(from, repository.root);
  await addRecord(repository, { event: 'archived', path, digest, sizeBytes, to }, now);
  task.actions.push(done);
}

/** What is in the archive under this name may be the very file, where an earlier run was cut off. */
async function requireSame(at: string, digest: string, signal: AbortSignal | undefined): Promise<void> {
  const { inside } = await readThrough(at, digest, signal);
  if (inside.digest() === digest) return;
  const message = `expected nothing or the same file at ${at}, found another one; move that away or choose another archive`;
  throw new OsdexError('name-conflict', message, { path: at });
}
