import { formatSize } from '../../core/format-size.ts';
import { firstNames } from '../disk-use.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { removeFile } from '../remove-file.ts';
import { attempt, knownFiles, requireUnchanged } from './task.ts';
import type { Task } from './task.ts';

/**
 * Finds what would have to go for the images to take no more than so many bytes, the oldest builds first, those that
 * have no newer one last; and puts it into the trash where that is wanted.
 */
export async function keepBelow(task: Task, maxSizeBytes: number, mayTrash: boolean): Promise<void> {
  const files = knownFiles(task);
  const names = Map.groupBy(files, ({ inode, sizeBytes }) => `${inode} ${sizeBytes}`);
  let bytes = [...firstNames(files).values()].reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (bytes <= maxSizeBytes) return;
  const found = bytes;
  // Bytes with several names go with the last of them: all go together, as old as the newest of them.
  const age = (of: readonly InventoryFile[]): string =>
    of
      .map((file) => `${Number(task.isNewest(file))} ${task.dayOf(file) ?? file.addedAt}`)
      .toSorted()
      .at(-1) ?? '';
  const oldest = [...names.values()].map((of) => ({ of, age: age(of) }));
  let tooMuch = 0;
  for (const { of } of oldest.toSorted((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0))) {
    if (bytes <= maxSizeBytes) break;
    const [{ sizeBytes } = { sizeBytes: 0 }] = of;
    bytes -= sizeBytes;
    tooMuch += of.length;
    for (const file of of) await attempt(task, file.path, () => remove(task, file, mayTrash));
  }
  const what = `expected at most ${formatSize(maxSizeBytes)} of images, found ${formatSize(found)}`;
  if (!mayTrash)
    task.warnings.push(
      `${what}: ${tooMuch} of ${files.length} files would have to go; --yes puts them into the trash`,
    );
}

async function remove(task: Task, file: InventoryFile, mayTrash: boolean): Promise<void> {
  const { repository, inventory, now } = task;
  const { path, sizeBytes } = file;
  await requireUnchanged(task, file);
  const action = { path, sizeBytes, freedBytes: 0 };
  if (!mayTrash) {
    task.actions.push({ ...action, kind: 'too-much' });
    return;
  }
  if (task.isDryRun) {
    task.actions.push({ ...action, kind: 'trashed' });
    return;
  }
  const removed = await removeFile(repository, inventory, path, {
    now,
    reason: 'the repository was too large',
  });
  task.actions.push({
    ...action,
    kind: 'trashed',
    to: removed.kind === 'trashed' ? removed.place : undefined,
  });
}
