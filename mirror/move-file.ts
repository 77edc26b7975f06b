import { link, lstat, rename, rm, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What file systems without hard links answer, and those where a file has all the names that it may have. */
export const WITHOUT_LINKS = new Set<string>(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/**
 * Gives a file another path, where nothing may be. Unlike a rename, this never takes the place of what is there.
 *
 * @returns whether it was free.
 */
export async function moveIfFree(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return false;
    if (code === undefined || !WITHOUT_LINKS.has(code)) throw error;
    if ((await lstat(to).catch(() => undefined)) !== undefined) return false;
    await rename(from, to);
    return true;
  }
  await rm(from);
  return true;
}

/** Removes the folders above a path that nothing is in any more, up to one that stays. */
export async function removeEmptyFolders(path: string, top: string): Promise<void> {
  for (let folder = dirname(path); folder !== top && folder.startsWith(top); folder = dirname(folder)) {
    const isGone = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

/** `EEXIST` and its like. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
