import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { DigestAlgorithm } from '../core/digest-text.ts';
import { OsdexError, reasonOf } from '../core/error.ts';
import { openHashWriter } from './hash-write.ts';
import { openHashWriteThread } from './hash-write-thread.ts';
import type { HashWriteThread } from './hash-write-thread.ts';

/** What the bytes that are there already are of, so that they are never gone on with by another file's. */
const Note = z.strictObject({ url: z.string(), validator: z.string(), digest: z.string() });
export type Note = z.infer<typeof Note>;

/** A download that is not whole yet: beside its place, with a note of what it is of. */
export interface PartFile {
  path: string;
  /** Bytes that are there, and what they are of; undefined where nothing can be gone on with. */
  rest(digest: string): Promise<{ fromByte: number; note: Note } | undefined>;
  /**
   * Opens it for more bytes: after `fromByte` of those that are there, which are hashed again, since nobody knows what
   * the disk has made of them.
   *
   * @param sizeBytes of the whole file, where that is known.
   */
  open(algorithm: DigestAlgorithm, fromByte: number, sizeBytes?: number): Promise<PartWriter>;
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
    async open(algorithm, fromByte, sizeBytes) {
      const tell = (cause: unknown): never => {
        throw failed(cause);
      };
      const writer = await openWriter(path, algorithm, fromByte, sizeBytes).catch(tell);
      return {
        write: (chunk) => writer.write(chunk).catch(tell),
        end: () => writer.end().catch(tell),
        // What is to be told is why it is closed.
        close: () => writer.close().catch(() => undefined),
      };
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

/** Smaller files are written sooner than a thread begins. */
const THREAD_BYTES = 8 * 1024 * 1024;

async function openWriter(
  path: string,
  algorithm: DigestAlgorithm,
  fromByte: number,
  sizeBytes: number | undefined,
): Promise<HashWriteThread> {
  if ((sizeBytes ?? 0) > THREAD_BYTES) return openHashWriteThread(path, algorithm, fromByte);
  const writer = openHashWriter(path, algorithm, fromByte);
  return {
    write: async (chunk) => writer.write(chunk),
    end: async () => writer.end(),
    close: async () => writer.close(),
  };
}

function writeFailed(path: string, cause: unknown): OsdexError {
  return new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
    path,
    cause,
  });
}
