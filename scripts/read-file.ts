import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { OsdexError, reasonOf } from '../core/error.ts';
import { formatSize } from '../core/format-size.ts';
import { openProgress } from './progress.ts';

/** Sums files and signatures are read whole; more than this is neither. */
const MAX_WHOLE_BYTES = 512 * 1024 * 1024;
const CHUNK_BYTES = 1 << 20;

/** Reads a small file that was named on the command line. @throws OsdexError `not-found`, `too-large`. */
export async function readWhole(path: string): Promise<Uint8Array> {
  const { size } = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (size > MAX_WHOLE_BYTES) {
    const found = formatSize(size);
    throw new OsdexError('too-large', `expected a sums file or a signature at ${path}, found ${found}`, {
      path,
    });
  }
  return readFile(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

/** Reads a file of any size in pieces, and shows how far it is. @throws OsdexError `not-found`. */
export async function* readInPieces(path: string, quiet = false): AsyncGenerator<Uint8Array> {
  const progress = openProgress(quiet);
  try {
    const { size } = await stat(path);
    let done = 0;
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      if (!Buffer.isBuffer(chunk)) continue;
      done += chunk.length;
      progress.update(Math.floor(done / CHUNK_BYTES), Math.ceil(size / CHUNK_BYTES), `MiB of ${path}`);
      yield chunk;
    }
  } catch (cause) {
    throw unreadable(path, cause);
  } finally {
    progress.end();
  }
}

function unreadable(path: string, cause: unknown): OsdexError {
  const found = reasonOf(cause);
  return new OsdexError('not-found', `expected a readable file at ${path}, found: ${found}`, {
    path,
    found,
    cause,
  });
}
