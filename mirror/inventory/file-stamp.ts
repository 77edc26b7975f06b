import type { Stats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import type { InventoryFile } from './inventory-file.ts';

/** By what a file is told to be the one that it was, without reading it. */
export type FileStamp = Pick<InventoryFile, 'sizeBytes' | 'modifiedMs' | 'inode'>;

export function stampOf({ size, mtimeMs, ino }: Stats): FileStamp {
  return { sizeBytes: size, modifiedMs: mtimeMs, inode: String(ino) };
}

/** The stamp of the file at a place; undefined where there is none, or a link or something else. */
export async function stampAt(place: string): Promise<FileStamp | undefined> {
  const stats = await lstat(place).catch(() => undefined);
  return stats?.isFile() ? stampOf(stats) : undefined;
}

/** Whether nobody has written to the file since. Some programs keep times in whole milliseconds only. */
export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return (
    a.inode === b.inode &&
    a.sizeBytes === b.sizeBytes &&
    Math.floor(a.modifiedMs) === Math.floor(b.modifiedMs)
  );
}
