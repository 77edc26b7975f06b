import { lockRepository } from '../../mirror/repository.ts';
import type { Repository } from '../../mirror/repository.ts';

/**
 * Changes a repository while nobody else does.
 *
 * @param change what is done, for the message of another.
 * @throws OsdexError `catalog-locked`; what the work throws.
 */
export async function whileLocked<T>(
  repository: Repository,
  change: string,
  work: () => Promise<T>,
): Promise<T> {
  const unlock = await lockRepository(repository, change);
  try {
    return await work();
  } finally {
    await unlock();
  }
}
