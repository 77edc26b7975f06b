import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { FilePieces } from '../../core/formats/file-pieces.ts';
import type { Repository } from '../repository.ts';
import type { InventoryFile } from './inventory-file.ts';

/** Of a repository, below its records. It can be made anew from the files: it holds nothing that is not found again. */
export const INVENTORY_FILE = 'inventory.sqlite';

const FORM = 1;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY,
    id TEXT,
    state TEXT NOT NULL,
    checked_at TEXT,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS digests (
    digest TEXT NOT NULL,
    path TEXT NOT NULL REFERENCES files (path) ON DELETE CASCADE ON UPDATE CASCADE,
    PRIMARY KEY (digest, path)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS pieces (
    digest TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    piece_bytes INTEGER NOT NULL,
    sha1 BLOB NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS files_by_id ON files (id);
  CREATE INDEX IF NOT EXISTS digests_by_path ON digests (path);
`;

/** The pieces of a file, and how long it is with the last one. */
export type SizedPieces = FilePieces & { sizeBytes: number };

/** What is known of the files of a repository. */
export interface Inventory {
  /** In the order of their paths. */
  all(): InventoryFile[];
  get(path: string): InventoryFile | undefined;
  /** Those with this digest, whichever algorithm it is by. */
  withDigest(digest: string): InventoryFile[];
  /** Adds a file, or puts it in the place of what was known of its path. */
  put(file: InventoryFile): void;
  /** What is known of one path is of another from now on; what was known of that is forgotten. */
  move(from: string, to: string): void;
  forget(path: string): void;
  /** The pieces of a file with one of these digests, so that what went bad in it can be told apart. */
  piecesOf(digests: readonly string[]): SizedPieces | undefined;
  /** They are of the bytes, not of a path: whatever has the digest has these pieces. */
  putPieces(digest: string, pieces: SizedPieces): void;
  /** Removes the pieces of bytes that no file has any more. */
  clearPieces(): void;
  /** All of it or nothing, and written once. */
  together<T>(work: () => T): T;
  close(): void;
}

/** @throws OsdexError `catalog-invalid` where it cannot be read: it is made anew by `osdex mirror rebuild`. */
export function openInventory({ records }: Pick<Repository, 'records'>): Inventory {
  const path = join(records, INVENTORY_FILE);
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path);
    // Readers go on while one writes, and a cut of the power costs at most the last changes, never the rest.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    database.exec('PRAGMA busy_timeout = 5000;');
    requireForm(database, path);
    database.exec(SCHEMA);
  } catch (cause) {
    if (cause instanceof OsdexError) throw cause;
    throw new OsdexError(
      'catalog-invalid',
      `expected an inventory at ${path}, found: ${reasonOf(cause)}; "osdex mirror rebuild" makes it anew from the files`,
      { path, cause },
    );
  }
  return inventoryOf(database);
}

function requireForm(database: DatabaseSync, path: string): void {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() ?? {};
  if (found === 0) database.exec(`PRAGMA user_version = ${FORM}`);
  else if (found !== FORM) {
    throw new OsdexError(
      'catalog-invalid',
      `expected an inventory of form ${FORM} at ${path}, found form ${String(found)}; use the osdex that wrote it, or make it anew with "osdex mirror rebuild"`,
      { path },
    );
  }
}

function inventoryOf(database: DatabaseSync): Inventory {
  const every = database.prepare('SELECT record FROM files ORDER BY path');
  const one = database.prepare('SELECT record FROM files WHERE path = ?');
  const byDigest = database.prepare(
    'SELECT record FROM files JOIN digests USING (path) WHERE digest = ? ORDER BY path',
  );
  const insert = database.prepare(
    'INSERT OR REPLACE INTO files (path, id, state, checked_at, record) VALUES (?, ?, ?, ?, ?)',
  );
  const addDigest = database.prepare('INSERT OR IGNORE INTO digests (digest, path) VALUES (?, ?)');
  const forget = database.prepare('DELETE FROM files WHERE path = ?');
  const pieces = database.prepare('SELECT size_bytes, piece_bytes, sha1 FROM pieces WHERE digest = ?');
  const insertPieces = database.prepare(
    'INSERT OR REPLACE INTO pieces (digest, size_bytes, piece_bytes, sha1) VALUES (?, ?, ?, ?)',
  );
  const clearPieces = database.prepare('DELETE FROM pieces WHERE digest NOT IN (SELECT digest FROM digests)');
  const inventory: Inventory = {
    all: () => every.all().map(readRow),
    get: (path) => {
      const row = one.get(path);
      return row === undefined ? undefined : readRow(row);
    },
    withDigest: (digest) => byDigest.all(digest).map(readRow),
    put(file) {
      insert.run(file.path, file.id ?? null, file.state, file.checkedAt ?? null, JSON.stringify(file));
      for (const digest of new Set(file.digests)) addDigest.run(digest, file.path);
    },
    move(from, to) {
      const file = inventory.get(from);
      if (file === undefined) return;
      forget.run(from);
      inventory.put({ ...file, path: to });
    },
    forget: (path) => void forget.run(path),
    piecesOf(digests) {
      for (const digest of digests) {
        const row = pieces.get(digest);
        if (row !== undefined) return readPieces(row);
      }
      return undefined;
    },
    putPieces: (digest, { sizeBytes, pieceBytes, pieces: all }) =>
      void insertPieces.run(digest, sizeBytes, pieceBytes, Buffer.concat(all)),
    clearPieces: () => void clearPieces.run(),
    together(work) {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
  return inventory;
}

/** We wrote it: its form was checked then. */
function readRow(row: Record<string, unknown>): InventoryFile {
  return JSON.parse(String(row['record'])) as InventoryFile;
}

const SHA1_BYTES = 20;

function readPieces({ size_bytes, piece_bytes, sha1 }: Record<string, unknown>): SizedPieces {
  const bytes = sha1 instanceof Uint8Array ? sha1 : new Uint8Array();
  const pieces = Array.from({ length: bytes.length / SHA1_BYTES }, (_, index) =>
    bytes.subarray(index * SHA1_BYTES, (index + 1) * SHA1_BYTES),
  );
  return { sizeBytes: Number(size_bytes), pieceBytes: Number(piece_bytes), pieces };
}

/** Keeps the pieces of bytes that are as they should be. */
export function putPieces(
  inventory: Pick<Inventory, 'putPieces'>,
  { digests, sizeBytes, pieceBytes, pieces }: SizedPieces & { digests: readonly string[] },
): void {
  const digest = digests.find((one) => one.startsWith('sha256:')) ?? digests[0];
  if (digest !== undefined) inventory.putPieces(digest, { sizeBytes, pieceBytes, pieces });
}
