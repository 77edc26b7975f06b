import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OsdexError, reasonOf } from '../core/error.ts';

const LOCK_FILE = '.lock';

/**
 * Takes a catalog for one crawl: two at once would each write over what the other found. A lock whose process is
 * gone, after a crash, is taken over.
 *
 * @returns how to give it back.
 * @throws OsdexError `catalog-locked` when another crawl is at work, `write-failed` when the folder cannot be written.
 */
export async function lockCatalog(catalog: string): Promise<() => Promise<void>> {
  const path = join(catalog, LOCK_FILE);
  await take(path);
  return () => rm(path, { force: true });
}

async function take(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((cause: unknown) => {
    throw unwritable(path, cause);
  });
  try {
    const file = await open(path, 'wx');
    await file.writeFile(`${process.pid}\n`);
    await file.close();
  } catch (cause) {
    const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (!isTaken) throw unwritable(path, cause);
    await takeOver(path);
  }
}

function unwritable(path: string, cause: unknown): OsdexError {
  const reason = reasonOf(cause);
  return new OsdexError('write-failed', `expected to write ${path}, found: ${reason}`, { path, cause });
}

async function takeOver(path: string): Promise<void> {
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  if (Number.isSafeInteger(holder) && holder > 0 && isRunning(holder)) {
    throw new OsdexError(
      'catalog-locked',
      `expected no other crawl of this catalog, found one at work (process ${holder}); wait for it, or remove ${path} if that is no crawl`,
      { path },
    );
  }
  await rm(path, { force: true });
  await take(path);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
