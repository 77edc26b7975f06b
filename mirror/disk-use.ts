import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inventory } from './inventory/inventory.ts';
import type { InventoryFile } from './inventory/inventory-file.ts';
import { tally, tallyBy } from './inventory/statistics.ts';
import type { Tally } from './inventory/statistics.ts';
import { walkRepository } from './inventory/walk.ts';
import type { FoundFile } from './inventory/walk.ts';
import { readRecords } from './record-log.ts';
import type { Repository } from './repository.ts';
import { listTrash, TRASH_FOLDER } from './trash.ts';

/** What a repository takes of its disk. */
export interface DiskUse {
  /** As many bytes as a copy of all files would have. */
  files: Tally;
  /** What hard links save of them: bytes that several names share are there once. */
  linkedBytes: number;
  /** By the topmost folder; `.` is the repository's own. */
  byFolder: Record<string, Tally>;
  /** `?` is what the inventory does not know. */
  byProduct: Record<string, Tally>;
  /** Without what the repository has too. */
  trash: Tally;
  /** What was archived and is still there, which may be on another disk. */
  archive: Tally;
  /** Inventory, records and the rest of `.osdex`, without the trash. */
  recordsBytes: number;
  /** What the disk would have more of without the repository. */
  usedBytes: number;
  /** Of the disk that the repository lies on. */
  disk: { totalBytes: number; freeBytes: number; usedShare: number };
}

/** @throws OsdexError `not-found` where a folder cannot be read. */
export async function diskUse(
  repository: Repository,
  inventory: Pick<Inventory, 'all'>,
  signal?: AbortSignal,
): Promise<DiskUse> {
  const { files } = await walkRepository(repository, signal);
  const products = new Map(inventory.all().map(({ path, facets }) => [path, facets.product]));
  const trashed = (await listTrash(repository)).filter(({ isLinked }) => !isLinked);
  const all = tally(files);
  const { bytes: onDiskBytes } = tally([...firstNames(files).values()]);
  const trash = tally(trashed);
  const recordsBytes = await folderBytes(repository.records, TRASH_FOLDER);
  const { blocks, bfree, bavail, bsize } = await statfs(repository.root);
  return {
    files: all,
    linkedBytes: all.bytes - onDiskBytes,
    byFolder: tallyBy(files, ({ path }) => (path.includes('/') ? (path.split('/')[0] ?? '.') : '.')),
    byProduct: tallyBy(files, ({ path }) => products.get(path) ?? '?'),
    trash,
    archive: await archiveOf(repository),
    recordsBytes,
    usedBytes: onDiskBytes + trash.bytes + recordsBytes,
    disk: {
      totalBytes: blocks * bsize,
      freeBytes: bavail * bsize,
      // As df tells it: what only the administrator may use counts neither as used nor as free.
      usedShare: blocks === bfree ? 0 : (blocks - bfree) / (blocks - bfree + bavail),
    },
  };
}

/** Of each file of the disk the first name, by its inode: the others take no room. */
export function firstNames<T extends Pick<FoundFile | InventoryFile, 'inode' | 'sizeBytes'>>(
  files: readonly T[],
): Map<string, T> {
  const first = new Map<string, T>();
  for (const file of files) {
    // A repository may reach over several disks, which number their files each for itself.
    const key = `${file.inode} ${file.sizeBytes}`;
    if (!first.has(key)) first.set(key, file);
  }
  return first;
}

async function archiveOf(repository: Repository): Promise<Tally> {
  const records = await readRecords(repository);
  const places = new Set(records.flatMap(({ event, to }) => (event === 'archived' && to ? [to] : [])));
  const found = await Promise.all([...places].map((place) => lstat(place).catch(() => undefined)));
  return tally(found.flatMap((stats) => (stats?.isFile() ? [{ sizeBytes: stats.size }] : [])));
}

async function folderBytes(folder: string, except: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += entry.name === except ? 0 : await folderBytes(path, '');
    else bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
  }
  return bytes;
}
