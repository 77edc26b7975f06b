import { join } from 'node:path';
import { takeDatedLock } from '../core/files/lock.ts';
import type { Unlock } from '../core/files/lock.ts';
import { clearUnfinished } from '../core/files/write-file.ts';
import { finishTogether } from '../core/files/write-together.ts';

const LOCK_FILE = '.lock';

/**
 * Takes a catalog for one crawl: two at once would each write over what the other found. What a crawl that was killed
 * had whole is finished, and what it left half done is cleared away.
 *
 * @throws OsdexError `catalog-locked` when another crawl is at work, `write-failed` when the folder cannot be written.
 */
export async function lockCatalog(catalog: string): Promise<Unlock> {
  const { unlock, takenAt } = await takeDatedLock(join(catalog, LOCK_FILE), 'crawl of this catalog');
  await finishTogether(catalog).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  // Whoever writes here now is us, and later than the lock.
  const cleared = clearUnfinished(catalog, takenAt);
  return async () => {
    await cleared;
    await unlock();
  };
}
