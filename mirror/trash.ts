import { link, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isoDay } from '../core/day.ts';
import { OsdexError, reasonOf } from '../core/error.ts';
import { placeOf } from './repository.ts';
import type { Repository } from './repository.ts';

/** Below the records: a folder for each day, with the files under their paths. */
export const TRASH_FOLDER = 'trash';

/**
 * Puts a file into the trash of its repository, where it stays under its path in the folder of the day.
 *
 * @returns where it lies now, below the repository.
 * @throws OsdexError `write-failed`, `name-refused`.
 */
export async function moveToTrash(repository: Repository, path: string, now: Date): Promise<string> {
  const from = await placeOf(repository, path);
  for (let number = 0; ; number++) {
    const day = number === 0 ? isoDay(now) : `${isoDay(now)}-${number}`;
    const to = join(repository.records, TRASH_FOLDER, day, path);
    try {
      await mkdir(dirname(to), { recursive: true });
      // Unlike a rename, a second name never takes the place of what is there.
      await link(from, to);
      await rm(from);
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
      if (code === 'EEXIST') continue;
      if (code === 'EPERM' || code === 'ENOTSUP') await rename(from, to);
      else {
        throw new OsdexError(
          'write-failed',
          `expected to move ${from} to the trash, found: ${reasonOf(cause)}`,
          {
            path: from,
            cause,
          },
        );
      }
    }
    return join(TRASH_FOLDER, day, path);
  }
}
