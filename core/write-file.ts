import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OsdexError, reasonOf } from './error.ts';

/**
 * Writes a file so that a reader, or a crash at any moment, sees either the old bytes or the new ones: into a
 * neighbour first, to the disk, then renamed into place. Bytes that are there already are not written again.
 *
 * @returns whether anything was written.
 * @throws OsdexError `write-failed`, when the disk is full or may not be written to.
 */
export async function writeFileAtomic(path: string, text: string): Promise<boolean> {
  const before = await readFile(path, 'utf8').catch(() => undefined);
  if (before === text) return false;
  const neighbour = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(neighbour, 'w');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(neighbour, path);
  } catch (cause) {
    await rm(neighbour, { force: true }).catch(() => undefined);
    const reason = reasonOf(cause);
    throw new OsdexError(
      'write-failed',
      `expected to write ${path}, found: ${reason}; what was there before is untouched`,
      {
        path,
        cause,
      },
    );
  }
  return true;
}
