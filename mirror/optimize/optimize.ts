import { resolve, sep } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import { diskUse } from '../disk-use.ts';
import { emptyTrash } from '../trash.ts';
import { archiveOld } from './archive-old.ts';
import { compressOld } from './compress-old.ts';
import { foldDuplicates } from './duplicates.ts';
import type { DuplicateFate } from './duplicates.ts';
import { keepBelow } from './keep-below.ts';
import type { Action, Task } from './task.ts';

/** What is to be done; what is absent is not. Times are milliseconds. */
export interface Wishes {
  duplicates?: DuplicateFate | undefined;
  archive?: { olderThanMs: number; to: string } | undefined;
  compressOlderThanMs?: number | undefined;
  /** How long files stay in the trash. */
  retentionMs?: number | undefined;
  /** Of all images, without the trash. */
  maxSizeBytes?: number | undefined;
  /** Whether what is too much may be put into the trash. */
  mayTrash?: boolean | undefined;
  dryRun?: boolean | undefined;
}

export type OptimizeMeans = Pick<
  Task,
  'repository' | 'inventory' | 'now' | 'signal' | 'isNewest' | 'dayOf' | 'onFile'
>;

/** What came of it. Sizes are bytes that the images and the trash of the repository take of its disk. */
export interface OptimizeResult {
  initialSize: number;
  /** Of a dry run: what it would be, as far as that can be known. */
  finalSize: number;
  spaceFreed: number;
  filesProcessed: number;
  duplicatesRemoved: number;
  filesArchived: number;
  filesCompressed: number;
  /** From the trash, for good. */
  filesDeleted: number;
  /** For being too much, to the trash. */
  filesTrashed: number;
  actions: Action[];
  errors: string[];
  warnings: string[];
  dryRun: boolean;
}

/**
 * Makes a repository smaller, step by step. What does not work with one file is told, and the others go on; when it is
 * stopped, what was done so far is told too.
 *
 * @throws OsdexError `usage` for an archive within the repository.
 */
export async function optimize(wishes: Wishes, means: OptimizeMeans): Promise<OptimizeResult> {
  const { repository, now } = means;
  const { duplicates, archive, compressOlderThanMs, retentionMs, maxSizeBytes } = wishes;
  const isDryRun = wishes.dryRun ?? false;
  const task: Task = { ...means, isDryRun, actions: [], errors: [], warnings: [], processed: new Set() };
  const archiveTo = archive === undefined ? undefined : requireOutside(archive.to, repository.root);
  const initialSize = await sizeOnDisk(means);
  let filesDeleted = 0;
  try {
    if (duplicates !== undefined) await foldDuplicates(task, duplicates);
    if (archive !== undefined && archiveTo !== undefined)
      await archiveOld(task, archive.olderThanMs, archiveTo);
    if (compressOlderThanMs !== undefined) await compressOld(task, compressOlderThanMs);
    if (retentionMs !== undefined) {
      const before = new Date(now.getTime() - retentionMs);
      const { deleted, errors } = await emptyTrash(repository, now, before, isDryRun);
      filesDeleted = deleted.length;
      task.errors.push(...errors.map(({ message }) => message));
      for (const { place, sizeBytes, isLinked } of deleted) {
        task.processed.add(place);
        task.actions.push({ kind: 'deleted', path: place, sizeBytes, freedBytes: isLinked ? 0 : sizeBytes });
      }
    }
    if (maxSizeBytes !== undefined) await keepBelow(task, maxSizeBytes, wishes.mayTrash ?? false);
  } catch (error) {
    if (!(error instanceof OsdexError) || error.code !== 'stopped') throw error;
    task.errors.push(error.message);
  }
  const planned = task.actions.reduce((sum, { freedBytes }) => sum + freedBytes, 0);
  const finalSize = isDryRun ? initialSize - planned : await sizeOnDisk(means);
  return {
    initialSize,
    finalSize,
    spaceFreed: Math.max(0, initialSize - finalSize),
    filesProcessed: task.processed.size,
    duplicatesRemoved: count(task, 'linked') + count(task, 'folded'),
    filesArchived: count(task, 'archived'),
    filesCompressed: count(task, 'compressed'),
    filesDeleted,
    filesTrashed: count(task, 'trashed'),
    actions: task.actions,
    errors: task.errors,
    warnings: task.warnings,
    dryRun: isDryRun,
  };
}

/** Without the records, which grow by what is done. */
async function sizeOnDisk({ repository, inventory }: OptimizeMeans): Promise<number> {
  const { usedBytes, recordsBytes } = await diskUse(repository, inventory);
  return usedBytes - recordsBytes;
}

function count({ actions }: Task, kind: Action['kind']): number {
  return actions.filter((action) => action.kind === kind).length;
}

/** What is archived below the repository would be found by the next scan, as new. */
function requireOutside(folder: string, root: string): string {
  const whole = resolve(folder);
  if (whole !== root && !whole.startsWith(root + sep)) return whole;
  throw new OsdexError('usage', `expected an archive outside of ${root}, found ${whole}`, { path: whole });
}
