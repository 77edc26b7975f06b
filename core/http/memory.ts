import { createHash } from 'node:crypto';
import { Writable } from 'node:stream';
import type { cacheStores } from 'undici';
import { createBody } from './body.ts';
import { openStore } from './store.ts';
import type { Store } from './store.ts';

type SqliteStore = InstanceType<typeof cacheStores.SqliteCacheStore>;
type Key = Parameters<SqliteStore['createWriteStream']>[0];
type Value = Parameters<SqliteStore['createWriteStream']>[1];
type Found = ReturnType<SqliteStore['get']>;

/** An answer as it is remembered. */
interface Entry extends Value {
  body: Buffer;
  /** What the publisher says of freshness is not kept: every use is asked for, and none is good enough in trouble. */
  cacheControlDirectives: Record<string, never>;
}

/** Answers of earlier runs, which are asked for again by ETag or date: the store of undici's cache. */
export interface Memory {
  get(key: Key): Entry | undefined;
  createWriteStream(key: Key, value: Value): Writable | undefined;
  delete(key: Key): void;
  close(): void;
}

/** Long enough that a weekly crawl still knows its ETags; every use is revalidated anyway. */
export const REMEMBER_MS = 60 * 24 * 60 * 60 * 1000;

/** The digest of an entry, kept as a header of it. */
const SEAL = 'osdex-seal';

/**
 * Remembers whole answers of 200 that can be asked for again: with an ETag or a date, and not in a coding, so that a
 * damaged one is not damaged for as long as the publisher says that it has not changed. What a disk turned over is
 * forgotten, and no trouble with the database is a trouble of the run.
 */
export function openMemory(directory: string, onWarning?: (message: string) => void): Memory {
  const store = openStore(directory, onWarning);
  const forget = (key: Key): void => void store.use((one) => one.delete(key));
  return {
    get(key) {
      try {
        return store.use((one) => unseal(key, one.get(key)));
      } catch {
        // What cannot be read any more, or is not what was written, is as if it had never come.
        forget(key);
        return undefined;
      }
    },
    createWriteStream(key, value) {
      if (!isWorthRemembering(value)) return undefined;
      const body = createBody(value.headers['content-length']);
      return new Writable({
        write(chunk: Uint8Array, _encoding, done) {
          body.add(chunk);
          done();
        },
        final(done) {
          save(store, key, value, body.bytes());
          done();
        },
      });
    },
    delete: forget,
    close: store.close,
  };
}

function isWorthRemembering({ statusCode, etag, headers }: Value): boolean {
  const modified = headers['last-modified'];
  const isDated = typeof modified === 'string' && !Number.isNaN(Date.parse(modified));
  return statusCode === 200 && (etag !== undefined || isDated) && headers['content-encoding'] === undefined;
}

function save(store: Store, key: Key, value: Value, body: Buffer): void {
  const { statusCode, statusMessage, headers, cachedAt } = value;
  const entry: Entry = {
    ...{ statusCode, statusMessage, headers, body, cachedAt },
    ...optionalOf(value),
    cacheControlDirectives: {},
    staleAt: cachedAt + REMEMBER_MS,
    deleteAt: cachedAt + REMEMBER_MS,
  };
  const sealed = { ...entry, headers: { ...headers, [SEAL]: sealOf(key, entry) } };
  store.use((one) => one.createWriteStream(key, sealed)?.on('error', store.lose).end(body));
}

/** @throws TypeError where the entry is not what was written. */
function unseal(key: Key, found: Found): Entry | undefined {
  if (found === undefined || found instanceof Promise) return undefined;
  const { statusCode, statusMessage, cachedAt, staleAt, deleteAt, body = Buffer.alloc(0) } = found;
  const { [SEAL]: seal, ...headers } = found.headers;
  if (!Buffer.isBuffer(body)) throw new TypeError('expected the bytes of an answer');
  const entry: Entry = {
    ...{ statusCode, statusMessage, headers, body, cachedAt },
    ...optionalOf(found),
    cacheControlDirectives: {},
    ...{ staleAt, deleteAt },
  };
  if (seal !== sealOf(key, entry)) throw new TypeError('expected the digest of the entry');
  return entry;
}

function optionalOf({ vary, etag }: Pick<Value, 'vary' | 'etag'>): Pick<Value, 'vary' | 'etag'> {
  return { ...(vary === undefined ? {} : { vary }), ...(etag === undefined ? {} : { etag }) };
}

function sealOf({ origin, method, path }: Key, { body, ...entry }: Entry): string {
  const told = JSON.stringify([origin, method, path, entry]);
  return createHash('sha256').update(told).update(body).digest('hex');
}
