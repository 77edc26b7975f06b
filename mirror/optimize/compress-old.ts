import { rm, stat } from 'node:fs/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { compressionOf } from '../../core/disk-format.ts';
import { OsdexError } from '../../core/error.ts';
import { isoTime } from '../../core/names.ts';
import { stampOf } from '../inventory/file-stamp.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { moveIfFree } from '../move-file.ts';
import { addRecord } from '../record-log.ts';
import { placeOf } from '../repository.ts';
import { readThrough, requireDigest, writeThrough } from './hash-flow.ts';
import { attempt, oldFiles, requireUnchanged } from './task.ts';
import type { Task } from './task.ts';

const ENDING = '.zst';

/** Most images are compressed inside: what becomes hardly smaller stays as it is, and can be used at once. */
const WORTH_SHARE = 0.95;

/** Some ten times as quick as the highest, for a few hundredths more. */
const LEVEL = 9;

/**
 * Compresses what is long in the repository, by Zstandard. The original goes only when what comes out again was read
 * and has its digest; what it was stays known as `inside`.
 */
export async function compressOld(task: Task, olderThanMs: number): Promise<void> {
  for (const file of oldFiles(task, olderThanMs)) {
    if (compressionOf(file.path) !== undefined || file.sizeBytes === 0) continue;
    await attempt(task, file.path, () => compress(task, file));
  }
}

async function compress(task: Task, file: InventoryFile): Promise<void> {
  const { repository, inventory, now, signal } = task;
  const from = await requireUnchanged(task, file);
  const { nlink } = await stat(from);
  const path = file.path + ENDING;
  const to = await placeOf(repository, path);
  const { sizeBytes, digests } = file;
  const [digest] = digests;
  if (digest === undefined) return;
  if (nlink > 1) {
    task.warnings.push(
      `${file.path} stays as it is: its bytes have another name, so that nothing would be won`,
    );
    return;
  }
  if (task.isDryRun) {
    // How much smaller it would become nobody knows before.
    task.actions.push({ kind: 'compressed', path: file.path, to: path, sizeBytes, freedBytes: 0 });
    return;
  }
  task.onFile(`compressing ${file.path}`);
  const draft = `${to}.part`;
  try {
    const params = { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 };
    const written = await writeThrough(from, draft, digest, signal, createZstdCompress({ params }));
    requireDigest(written.digest(), digest, from);
    const stats = await stat(draft);
    if (stats.size > sizeBytes * WORTH_SHARE) {
      task.warnings.push(`${file.path} stays as it is: it would hardly become smaller`);
      return;
    }
    const { outside, inside } = await readThrough(draft, digest, signal, createZstdDecompress());
    requireDigest(inside.digest(), digest, draft);
    if (!(await moveIfFree(draft, to))) {
      const message = `expected nothing at ${to}, found a file; move that away`;
      throw new OsdexError('name-conflict', message, { path: to });
    }
    const { id, ...known } = file;
    inventory.together(() => {
      inventory.put({
        ...known,
        ...stampOf(stats),
        path,
        digests: [outside.digest()],
        checkedAt: isoTime(now),
        inside: {
          compression: 'zstd',
          path: file.path,
          ...(id === undefined ? {} : { id }),
          sizeBytes,
          digests,
        },
      });
      inventory.forget(file.path);
    });
    await rm(from);
    // The digest is that of what comes out of it.
    await addRecord(repository, { event: 'compressed', path, digest, sizeBytes, from: file.path }, now);
    const freedBytes = sizeBytes - stats.size;
    task.actions.push({ kind: 'compressed', path: file.path, to: path, sizeBytes, freedBytes });
  } finally {
    await rm(draft, { force: true });
  }
}
