import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { closeSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';

const PIECE_BYTES = 1024 * 1024;

/** A file that is written and hashed in order, without waiting for anything but the disk. */
export interface HashWriter {
  write(chunk: Uint8Array): void;
  /** To the disk, and closed. @returns the digest's hex digits. */
  end(): string;
  /** Closed as it is. */
  close(): void;
}

/**
 * Opens a file for more bytes, after `fromByte` of those that are there, which are hashed again.
 *
 * @throws what the disk says.
 */
export function openHashWriter(path: string, algorithm: string, fromByte: number): HashWriter {
  const hash = createHash(algorithm);
  const file = openSync(path, fromByte > 0 ? 'r+' : 'w');
  let position = fromByte;
  try {
    hashStart(file, hash, fromByte);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return {
    write(chunk) {
      hash.update(chunk);
      for (let written = 0; written < chunk.length;) {
        const bytes = writeSync(file, chunk, written, chunk.length - written, position);
        written += bytes;
        position += bytes;
      }
    },
    end() {
      try {
        ftruncateSync(file, position);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return hash.digest('hex');
    },
    close: () => closeSync(file),
  };
}

function hashStart(file: number, hash: Hash, bytes: number): void {
  const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes));
  for (let position = 0; position < bytes;) {
    const read = readSync(file, piece, 0, Math.min(piece.length, bytes - position), position);
    if (read === 0) throw new Error(`the file ended after ${position} bytes`);
    hash.update(piece.subarray(0, read));
    position += read;
  }
}
