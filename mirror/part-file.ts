import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { z } from 'zod';
import type { DigestAlgorithm } from '../core/digest-text.ts';
import { OsdexError, reasonOf } from '../core/error.ts';

/** What the bytes that are there already are of, so that they are never gone on with by another file's. */
const Note = z.strictObject({ url: z.string(), validator: z.string(), digest: z.string() });
export type Note = z.infer<typeof Note>;

const PIECE_BYTES = 1024 * 1024;

/** A download that is not whole yet: beside its place, with a note of what it is of. */
export interface PartFile {
  path: string;
  /** Bytes that are there, and what they are of; undefined where nothing can be gone on with. */
  rest(digest: string): Promise<{ fromByte: number; note: Note } | undefined>;
  /**
   * Opens it for more bytes: after `fromByte` of those that are there, which are hashed again, since nobody knows what
   * the disk has made of them.
   */
  open(algorithm: DigestAlgorithm, fromByte: number): Promise<PartWriter>;
  note(note: Note): Promise<void>;
  /** Gives it its name at last. */
  finish(): Promise<void>;
  remove(): Promise<void>;
}

export interface PartWriter {
  write(chunk: Uint8Array): Promise<void>;
  /** To the disk, and closed. @returns the digest's hex digits. */
  end(): Promise<string>;
  /** Closed as it is, to be gone on with. */
  close(): Promise<void>;
}

/** @param place where the whole file will be. */
export function partFile(place: string): PartFile {
  const path = `${place}.part`;
  const notePath = `${path}.json`;
  const failed = (cause: unknown): OsdexError => writeFailed(path, cause);
  return {
    path,
    async rest(digest) {
      try {
        const note = Note.parse(JSON.parse(await readFile(notePath, 'utf8')));
        const { size } = await stat(path);
        return note.digest === digest && size > 0 ? { fromByte: size, note } : undefined;
      } catch {
        return undefined;
      }
    },
    async open(algorithm, fromByte) {
      const hash = createHash(algorithm);
      try {
        const file = await open(path, fromByte > 0 ? 'r+' : 'w');
        await hashStart(file, hash, fromByte);
        return partWriter(file, hash, fromByte, failed);
      } catch (cause) {
        throw failed(cause);
      }
    },
    note: (note) =>
      writeFile(notePath, JSON.stringify(note)).catch((cause: unknown) => Promise.reject(failed(cause))),
    async finish() {
      await rename(path, place).catch((cause: unknown) => Promise.reject(writeFailed(place, cause)));
      await rm(notePath, { force: true });
    },
    async remove() {
      await rm(path, { force: true });
      await rm(notePath, { force: true });
    },
  };
}

async function hashStart(file: FileHandle, hash: Hash, bytes: number): Promise<void> {
  const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes));
  for (let position = 0; position < bytes;) {
    const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, bytes - position), position);
    if (bytesRead === 0) throw new Error(`the file ended after ${position} bytes`);
    hash.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
}

function partWriter(
  file: FileHandle,
  hash: Hash,
  fromByte: number,
  failed: (cause: unknown) => OsdexError,
): PartWriter {
  let position = fromByte;
  return {
    async write(chunk) {
      hash.update(chunk);
      try {
        for (let written = 0; written < chunk.length;) {
          const { bytesWritten } = await file.write(chunk, written, chunk.length - written, position);
          written += bytesWritten;
          position += bytesWritten;
        }
      } catch (cause) {
        throw failed(cause);
      }
    },
    async end() {
      try {
        await file.truncate(position);
        await file.sync();
        await file.close();
      } catch (cause) {
        throw failed(cause);
      }
      return hash.digest('hex');
    },
    close: () => file.close(),
  };
}

function writeFailed(path: string, cause: unknown): OsdexError {
  return new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
    path,
    cause,
  });
}
