import { createHash } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { addRecord } from '../record-log.ts';
import { removeFile } from '../remove-file.ts';
import { attempt, knownFiles, requireUnchanged, stopped } from './task.ts';
import type { Task } from './task.ts';

/** What becomes of a file whose bytes another one has too. */
export const DUPLICATE_FATES = ['hard-link', 'trash'] as const;
export type DuplicateFate = (typeof DUPLICATE_FATES)[number];

/**
 * Leaves one of each set of files with the same bytes: the others become further names of it, or go to the trash. They
 * are found by digest, but only bytes that were read from both just now, equal and with the digest on record, count.
 */
export async function foldDuplicates(task: Task, fate: DuplicateFate): Promise<void> {
  const groups = Map.groupBy(knownFiles(task), digestFor);
  for (const [digest, files] of groups) {
    if (digest === undefined || files.length < 2 || files[0]?.sizeBytes === 0) continue;
    const [kept, ...others] = files.toSorted(byWorth);
    if (kept === undefined) continue;
    for (const other of others) {
      if (other.inode === kept.inode && other.sizeBytes === kept.sizeBytes) continue;
      await attempt(task, other.path, () => fold(task, kept, other, digest, fate));
    }
  }
}

/** The one that is proven stays, then the one that was there first. */
function byWorth(a: InventoryFile, b: InventoryFile): number {
  const proven = Number(b.state === 'proven') - Number(a.state === 'proven');
  return proven || a.addedAt.localeCompare(b.addedAt) || a.path.localeCompare(b.path);
}

function digestFor({ digests }: InventoryFile): string | undefined {
  return digests.find((digest) => digest.startsWith('sha256:')) ?? digests[0];
}

async function fold(
  task: Task,
  kept: InventoryFile,
  other: InventoryFile,
  digest: string,
  fate: DuplicateFate,
): Promise<void> {
  const [from, at] = [await requireUnchanged(task, kept), await requireUnchanged(task, other)];
  const { nlink, size: sizeBytes } = await lstat(at);
  const kind = fate === 'hard-link' ? 'linked' : 'folded';
  // Into the trash is on the same disk; so is what has another name still.
  const freedBytes = fate === 'hard-link' && nlink === 1 ? sizeBytes : 0;
  const done = (to: string | undefined): void => {
    task.actions.push({ kind, path: other.path, to, sizeBytes, freedBytes });
  };
  if (task.isDryRun) {
    done(fate === 'hard-link' ? kept.path : undefined);
    return;
  }
  task.onFile(`comparing ${other.path} with ${kept.path}`);
  await requireSameBytes(from, at, digest, task.signal);
  await requireUnchanged(task, kept);
  await requireUnchanged(task, other);
  const { repository, inventory, now } = task;
  if (fate === 'trash') {
    const reason = `the same bytes as ${kept.path}`;
    const removed = await removeFile(repository, inventory, other.path, { now, reason });
    done(removed.kind === 'trashed' ? removed.place : undefined);
    return;
  }
  await linkOver(from, at);
  const { inode, modifiedMs, state } = kept;
  inventory.put({ ...other, inode, modifiedMs, state });
  await addRecord(
    repository,
    { event: 'linked', path: other.path, digest: other.digests[0], sizeBytes, to: kept.path },
    now,
  );
  done(kept.path);
}

/** Hidden, so that no scan takes it for an image; the repository is locked, so that there is one at a time. */
const LINK_DRAFT = '.osdex-link';

/** Gives a file a second name where another file is, which at every moment is the one or the other. */
async function linkOver(from: string, at: string): Promise<void> {
  const draft = join(dirname(at), LINK_DRAFT);
  try {
    await rm(draft, { force: true });
    await link(from, draft);
    await rename(draft, at);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new OsdexError(
      'write-failed',
      `expected to make ${at} a name of ${from}, found: ${reasonOf(cause)}`,
      {
        path: at,
        cause,
      },
    );
  }
}

const CHUNK_BYTES = 1024 * 1024;

async function requireSameBytes(
  a: string,
  b: string,
  digest: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const hash = createHash(parseDigest(digest)?.algorithm ?? 'sha256');
  const files = await Promise.all([open(a), open(b)]);
  try {
    const [left, right] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
    for (let at = 0; ;) {
      if (signal?.aborted) throw stopped();
      const [x, y] = await Promise.all([fill(files[0], left, at), fill(files[1], right, at)]);
      if (!left.subarray(0, x).equals(right.subarray(0, y))) {
        const message = `expected ${a} and ${b} to have the same bytes, as they have the same digest on record, found another byte ${at + firstDifference(left, right)}; "osdex mirror verify" tells which is bad`;
        throw new OsdexError('digest-conflict', message, { path: b });
      }
      if (x === 0) break;
      hash.update(left.subarray(0, x));
      at += x;
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
  const found = `${digest.slice(0, digest.indexOf(':'))}:${hash.digest('hex')}`;
  if (found === digest) return;
  throw new OsdexError('digest-mismatch', `expected ${digest}, found ${found}, ${a} and ${b}`, { path: a });
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  return a.findIndex((byte, index) => byte !== b[index]);
}

/** Reads until the buffer is full or the file ends: a read may give less than there is. */
async function fill(file: FileHandle, buffer: Buffer, at: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, at + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
