import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheStores } from 'undici';
import { reasonOf } from '../error.ts';

type SqliteStore = InstanceType<typeof cacheStores.SqliteCacheStore>;

/** A database that may be lost at any time, and with it only speed. */
export interface Store {
  /** @returns undefined when there is no database, or no longer. What is no error of the database is thrown. */
  use<T>(work: (store: SqliteStore) => T): T | undefined;
  /** Tells of an error of the database that came later than the call. */
  lose(error: unknown): void;
  close(): void;
}

/**
 * What SQLite says of a file that is not what was written: tables of another shape, pages that contradict one another,
 * no database at all. Anything else (locked, read only, full, a folder) would be no better for a new file.
 *
 * @see https://www.sqlite.org/rescode.html
 */
const DAMAGE_CODES = new Set([1, 11, 26]);

/**
 * Opens `http.sqlite` in a folder, which is made where it is missing. A damaged one is begun anew, once; without one
 * that can be used the run goes on, and remembers nothing.
 *
 * @param onWarning is told of either, in a sentence.
 */
export function openStore(directory: string, onWarning: (message: string) => void = () => undefined): Store {
  const location = join(directory, 'http.sqlite');
  let store: SqliteStore | undefined;
  let mayRenew = true;
  const open = (): void => {
    mkdirSync(directory, { recursive: true });
    store = new cacheStores.SqliteCacheStore({ location });
  };
  const close = (): void => {
    try {
      store?.close();
    } catch {
      // It is given up either way.
    }
    store = undefined;
  };
  const renew = (): void => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(location + suffix, { force: true });
    open();
  };
  const lose = (error: unknown): void => {
    close();
    const renews = mayRenew && isDamage(error);
    mayRenew = false;
    const found = `expected the answers of earlier runs in ${location}, found: ${reasonOf(error)}`;
    try {
      if (renews) renew();
    } catch (cause) {
      lose(cause);
      return;
    }
    onWarning(`${found}; ${renews ? 'they are gathered anew' : 'this run goes on without them'}`);
  };
  try {
    open();
  } catch (error) {
    lose(error);
  }
  return {
    use(work) {
      if (store === undefined) return undefined;
      try {
        return work(store);
      } catch (error) {
        if (sqliteCodeOf(error) === undefined) throw error;
        lose(error);
        return undefined;
      }
    },
    lose: (error) => store !== undefined && lose(error),
    close,
  };
}

function isDamage(error: unknown): boolean {
  const code = sqliteCodeOf(error);
  return code !== undefined && DAMAGE_CODES.has(code);
}

/** The primary result code; the extended ones have it in their lowest byte. */
function sqliteCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}
