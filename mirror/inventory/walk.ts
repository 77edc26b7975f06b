import type { Dirent } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { compareText } from '../../core/catalog/catalog.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import { checkRepositoryPath } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { stampOf } from './file-stamp.ts';
import type { FileStamp } from './file-stamp.ts';

/** A file as it lies there, not yet read. */
export interface FoundFile extends FileStamp {
  /** Below the repository, with slashes. */
  path: string;
}

/** What lies there and is none of the repository's files, and why. */
export interface PassedOver {
  path: string;
  reason: string;
}

export interface Walked {
  /** In the order of their paths. */
  files: FoundFile[];
  passedOver: PassedOver[];
}

/** Of the plan that a repository may have in its own folder. */
const PLAN_FILE = 'mirror.yaml';

/** What stands beside a download or a customised image, or is hidden by whoever made it: nothing to be told of. */
const QUIETLY = /^\.|\.part(?:\.json)?$|\.osdex\.json$|\.lock$/i;

/** More questions at once do not make a disk faster, and take memory. */
const AT_ONCE = 64;

/**
 * All regular files of a repository, none of which is read. Links are not followed; what is hidden and what is being
 * fetched is passed over.
 *
 * @throws OsdexError `not-found` where a folder cannot be read, since what is in it would be taken for missing;
 *   `stopped`.
 */
export async function walkRepository(
  { root }: Pick<Repository, 'root'>,
  signal?: AbortSignal,
): Promise<Walked> {
  const inTurn = pLimit(AT_ONCE);
  const files: FoundFile[] = [];
  const passedOver: PassedOver[] = [];

  async function walk(folder: string): Promise<void> {
    const entries = await inTurn(() => list(join(root, folder)));
    await Promise.all(
      entries.map(async (entry) => {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (isQuiet(path)) return;
        const reason = reasonAgainst(entry, path);
        if (reason !== undefined) passedOver.push({ path, reason });
        else if (entry.isDirectory()) await walk(path);
        else await inTurn(() => look(path));
      }),
    );
  }

  async function look(path: string): Promise<void> {
    if (signal?.aborted)
      throw new OsdexError('stopped', 'stopped while looking what is there; nothing was changed');
    // What was removed a moment ago is simply not there.
    const stats = await lstat(join(root, path)).catch(() => undefined);
    if (stats?.isFile()) files.push({ path, ...stampOf(stats) });
  }

  await walk('');
  return {
    files: files.sort((a, b) => compareText(a.path, b.path)),
    passedOver: passedOver.sort((a, b) => compareText(a.path, b.path)),
  };
}

/** Whether nobody misses what lies at this path among the files of a repository. */
export function isQuiet(path: string): boolean {
  return path === PLAN_FILE || path.split('/').some((name) => QUIETLY.test(name));
}

function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new OsdexError('not-found', `expected a readable folder at ${folder}, found: ${reasonOf(cause)}`, {
      path: folder,
      cause,
    });
  });
}

function reasonAgainst(entry: Dirent, path: string): string | undefined {
  if (entry.isSymbolicLink()) return 'a link, which is not followed';
  if (!entry.isDirectory() && !entry.isFile()) return 'neither a file nor a folder';
  return checkRepositoryPath(path);
}
