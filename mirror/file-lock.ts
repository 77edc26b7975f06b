import { readFile, rm, writeFile } from 'node:fs/promises';
import { OsdexError, reasonOf } from '../core/error.ts';

/**
 * Keeps other processes of this machine from fetching the same file at the same time: two that write one half-way file
 * would spoil it for each other. A lock whose process is gone holds nobody.
 *
 * @returns what gives it back.
 * @throws OsdexError `catalog-locked` that names the process.
 */
export async function lockFile(place: string): Promise<() => Promise<void>> {
  const path = `${place}.lock`;
  for (let tries = 0; ; tries++) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
      return () => rm(path, { force: true });
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) {
        throw new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
          path,
          cause,
        });
      }
    }
    const holder = Number((await readFile(path, 'utf8').catch(() => '')).trim());
    if (tries > 0 || isAlive(holder)) {
      throw new OsdexError(
        'catalog-locked',
        `expected to be the only one that fetches ${place}, found process ${holder} at it; wait for it, or remove ${path} if there is no such process on the machine that wrote it`,
        { path },
      );
    }
    await rm(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
