import { constants } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { OsdexError, reasonOf } from '../../core/error.ts';

/** Bytes that can be looked at from anywhere. */
export interface ByteSource {
  readonly sizeBytes: number;
  /** Exactly these bytes; undefined where they do not all lie in it, whatever the numbers are. */
  read: (offset: number, lengthBytes: number) => Promise<Buffer | undefined>;
}

/** How often and how much may be read. */
interface ReadLimit {
  reads: number;
  bytes: number;
}

/** What a structure may make its reader read, far above what the formats need: no file can keep a reader busy. */
const STRUCTURE_LIMIT: ReadLimit = { reads: 4000, bytes: 64 * 1024 * 1024 };
/** The most that is read at once. */
const MAX_READ_BYTES = 2 * 1024 * 1024;

/** Most formats are recognised by something in here, so that it is read once. */
const HEAD_BYTES = 4096;

/**
 * Opens a regular file to look at parts of it, and closes it when the work is done.
 *
 * @throws OsdexError `not-found` when it cannot be read, `name-refused` when it is a link, a folder, a device or the
 *   like, `too-large` when the work reads more than any sound file needs.
 */
export async function withByteSource<T>(
  path: string,
  work: (file: ByteSource) => Promise<T>,
  limit = STRUCTURE_LIMIT,
): Promise<T> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    return await work(metered(path, size, file, limit));
  } finally {
    await file.close();
  }
}

/** A stretch of a source as a source of its own; what would lie beyond the end of the whole is no part of it. */
export function stretchOf(whole: ByteSource, start: number, sizeBytes: number): ByteSource {
  const size = Math.max(0, Math.min(sizeBytes, whole.sizeBytes - start));
  return {
    sizeBytes: size,
    read: async (offset, lengthBytes) =>
      isWithin(offset, lengthBytes, size) ? whole.read(start + offset, lengthBytes) : undefined,
  };
}

/** As many of these bytes as there are. */
export async function readUpTo(source: ByteSource, offset: number, lengthBytes: number): Promise<Buffer> {
  const length = Math.min(lengthBytes, source.sizeBytes - offset);
  return (length > 0 ? await source.read(offset, length) : undefined) ?? Buffer.alloc(0);
}

export function isWithin(offset: number, lengthBytes: number, sizeBytes: number): boolean {
  return (
    Number.isSafeInteger(offset) &&
    Number.isSafeInteger(lengthBytes) &&
    offset >= 0 &&
    lengthBytes >= 0 &&
    offset + lengthBytes <= sizeBytes
  );
}

async function openRegular(path: string): Promise<FileHandle> {
  try {
    // Before it is opened: the opening alone makes some devices do something.
    requireRegular(path, await lstat(path));
    // Windows has neither of the two.
    const {
      O_RDONLY,
      O_NOFOLLOW = 0,
      O_NONBLOCK = 0,
    } = constants as Partial<typeof constants> & {
      O_RDONLY: number;
    };
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      // And after it: something else may have taken its place.
      requireRegular(path, await file.stat());
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (cause) {
    throw cause instanceof OsdexError ? cause : unreadable(path, cause);
  }
}

function requireRegular(path: string, stats: Stats): void {
  if (stats.isFile()) return;
  const found = stats.isSymbolicLink() ? 'a link' : stats.isDirectory() ? 'a folder' : 'a device or the like';
  throw new OsdexError('name-refused', `expected a regular file at ${path}, found ${found}`, { path, found });
}

function metered(path: string, sizeBytes: number, file: FileHandle, limit: ReadLimit): ByteSource {
  let reads = 0;
  let bytes = 0;
  let head: Promise<Buffer | undefined> | undefined;

  const readNow = async (offset: number, lengthBytes: number): Promise<Buffer | undefined> => {
    reads++;
    bytes += lengthBytes;
    if (reads > limit.reads || bytes > limit.bytes || lengthBytes > MAX_READ_BYTES)
      throw new OsdexError(
        'too-large',
        `expected a structure that some reads tell of, found one that sends its reader about without an end, in ${path}`,
        { path },
      );
    const buffer = Buffer.alloc(lengthBytes);
    let done = 0;
    while (done < lengthBytes) {
      const { bytesRead } = await file
        .read(buffer, done, lengthBytes - done, offset + done)
        .catch((cause: unknown) => {
          throw unreadable(path, cause);
        });
      // It became shorter meanwhile.
      if (bytesRead === 0) return undefined;
      done += bytesRead;
    }
    return buffer;
  };

  return {
    sizeBytes,
    read: async (offset, lengthBytes) => {
      if (!isWithin(offset, lengthBytes, sizeBytes)) return undefined;
      if (offset + lengthBytes > HEAD_BYTES) return readNow(offset, lengthBytes);
      head ??= readNow(0, Math.min(HEAD_BYTES, sizeBytes));
      return (await head)?.subarray(offset, offset + lengthBytes);
    },
  };
}

function unreadable(path: string, cause: unknown): OsdexError {
  const found = reasonOf(cause);
  return new OsdexError('not-found', `expected a readable file at ${path}, found: ${found}`, {
    path,
    found,
    cause,
  });
}
