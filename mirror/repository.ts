import { lstat, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OsdexError, reasonOf } from '../core/error.ts';
import { takeLock } from '../core/files/lock.ts';
import type { Unlock } from '../core/files/lock.ts';
import { quote } from '../core/formats/mirror-file.ts';
import { PORTABLE } from '../core/plain-path.ts';

/** Folder of a repository's own records, which no image lies in. */
export const RECORDS_FOLDER = '.osdex';

/** A folder with images. */
export interface Repository {
  /** Whole path of the folder. */
  root: string;
  /** Where osdex keeps what it knows of them. */
  records: string;
}

/**
 * A repository at a folder, which is made where it is not there.
 *
 * @throws OsdexError `write-failed`.
 */
export async function openRepository(folder: string): Promise<Repository> {
  const root = resolve(folder);
  const records = join(root, RECORDS_FOLDER);
  try {
    await mkdir(records, { recursive: true });
  } catch (cause) {
    throw new OsdexError('write-failed', `expected to write ${root}, found: ${reasonOf(cause)}`, {
      path: root,
      cause,
    });
  }
  return { root, records };
}

/**
 * Takes a repository for one that changes it.
 *
 * @param work what it does, for the message of another: `sync of this repository`.
 * @throws OsdexError `catalog-locked`, `write-failed`.
 */
export function lockRepository({ records }: Repository, work: string): Promise<Unlock> {
  return takeLock(join(records, 'lock'), work);
}

/** Names of files have to leave room for what stands beside a download. */
const LONGEST_NAME_BYTES = 240;

/**
 * Why a path cannot be one of a repository, as `expected …, found …`; undefined when it can. Names may have blanks and
 * letters of any language, but nothing that leaves the folder, hides in it or means something to a terminal.
 */
export function checkRepositoryPath(path: string): string | undefined {
  const isSound =
    path.length <= 1024 &&
    path
      .split('/')
      .every(
        (name) =>
          /^[\p{L}\p{N}_(][^\p{C}\p{Zl}\p{Zp}\\/]*(?<! )$/u.test(name) &&
          Buffer.byteLength(name) <= LONGEST_NAME_BYTES &&
          PORTABLE.test(name) &&
          !/\.part(?:\.json)?$|\.lock$/i.test(name),
      );
  return isSound
    ? undefined
    : `expected a relative path of names that begin with a letter or digit, found ${quote(path)}`;
}

/**
 * Where a path of a repository is on the disk. A folder on the way there may be a link, but then the file would lie
 * outside of the repository: that is refused.
 *
 * @throws OsdexError `name-refused`.
 */
export async function placeOf({ root }: Pick<Repository, 'root'>, path: string): Promise<string> {
  const wrong = checkRepositoryPath(path);
  if (wrong !== undefined) throw new OsdexError('name-refused', wrong, { path });
  const names = path.split('/');
  for (let depth = 1; depth < names.length; depth++) {
    const folder = join(root, ...names.slice(0, depth));
    const found = await lstat(folder).catch(() => undefined);
    if (found === undefined) break;
    if (!found.isDirectory()) {
      const what = found.isSymbolicLink() ? 'a link' : 'a file';
      throw new OsdexError('name-refused', `expected a folder at ${folder}, found ${what}`, { path: folder });
    }
  }
  return join(root, path);
}
