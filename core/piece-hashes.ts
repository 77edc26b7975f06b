import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Digest } from './digest.ts';
import type { DigestAlgorithm } from './digest-text.ts';
import { OsdexError, reasonOf } from './error.ts';
import type { FilePieces } from './formats/file-pieces.ts';

/** What a file was found to be, as a whole and piece by piece. */
export interface PieceHashes extends FilePieces {
  sizeBytes: number;
  /** Of the whole file: `<algorithm>:<hex>`. */
  digest: string;
}

/** The same by several algorithms, in the order in which they were asked for. */
export interface FileHashes extends FilePieces {
  sizeBytes: number;
  digests: Digest[];
}

export interface HashOptions {
  algorithms: readonly DigestAlgorithm[];
  /** By default what `pieceSize` says of the file. */
  pieceBytes?: number | undefined;
  /** Whether the pieces are wanted too, which takes nearly as long again. By default they are. */
  withPieces?: boolean | undefined;
  /** Told of every chunk before the next one is read; what it throws ends the reading and is thrown as it is. */
  onChunk?: ((chunk: Uint8Array) => void | Promise<void>) | undefined;
}

const LEAST_PIECE_BYTES = 256 * 1024;
const MOST_PIECE_BYTES = 16 * 1024 * 1024;

/** So many pieces keep a torrent at some forty kilobytes and a broken piece small. */
const MOST_PIECES = 2048;

/** Larger ones gain nothing, smaller ones cost a turn of the event loop each. */
const CHUNK_BYTES = 1024 * 1024;

/** A power of two that depends on the size alone: whoever makes a torrent of a file so makes the same one. */
export function pieceSize(sizeBytes: number): number {
  let pieceBytes = LEAST_PIECE_BYTES;
  while (pieceBytes < MOST_PIECE_BYTES && sizeBytes > pieceBytes * MOST_PIECES) pieceBytes *= 2;
  return pieceBytes;
}

/**
 * Hashes a file of any size as a whole and in pieces, in one pass.
 *
 * @throws OsdexError `file-missing` when it cannot be read.
 */
export async function hashPieces(path: string, algorithm: DigestAlgorithm): Promise<PieceHashes> {
  const { digests, ...hashes } = await hashFile(path, { algorithms: [algorithm] });
  return { ...hashes, digest: digests[0] ?? '' };
}

/**
 * Hashes a file of any size by several algorithms and in pieces, in one pass.
 *
 * @throws OsdexError `file-missing` when it cannot be read; what `onChunk` throws.
 */
export async function hashFile(
  path: string,
  { algorithms, pieceBytes, withPieces = true, onChunk }: HashOptions,
): Promise<FileHashes> {
  const wholes = algorithms.map((algorithm) => ({ algorithm, hash: createHash(algorithm) }));
  let refused: { error: unknown } | undefined;
  try {
    const pieces = piecesOf(pieceBytes ?? pieceSize((await stat(path)).size), withPieces);
    for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
      if (!Buffer.isBuffer(chunk)) continue;
      for (const { hash } of wholes) hash.update(chunk);
      pieces.update(chunk);
      try {
        await onChunk?.(chunk);
      } catch (error) {
        refused = { error };
        break;
      }
    }
    if (refused === undefined) {
      const digests = wholes.map(({ algorithm, hash }) => `${algorithm}:${hash.digest('hex')}` as Digest);
      return { digests, ...pieces.end() };
    }
  } catch (cause) {
    const found = reasonOf(cause);
    throw new OsdexError('file-missing', `expected a readable file at ${path}, found: ${found}`, {
      path,
      cause,
    });
  }
  throw refused.error;
}

function piecesOf(pieceBytes: number, isWanted: boolean) {
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  let piece = createHash('sha1');
  return {
    update(chunk: Buffer): void {
      if (!isWanted) {
        sizeBytes += chunk.length;
        return;
      }
      let rest = chunk;
      while (rest.length > 0) {
        const room = pieceBytes - (sizeBytes % pieceBytes);
        const taken = rest.subarray(0, room);
        piece.update(taken);
        sizeBytes += taken.length;
        rest = rest.subarray(taken.length);
        if (taken.length === room) {
          pieces.push(piece.digest());
          piece = createHash('sha1');
        }
      }
    },
    end(): FilePieces & { sizeBytes: number } {
      if (isWanted && sizeBytes % pieceBytes > 0) pieces.push(piece.digest());
      return { sizeBytes, pieceBytes, pieces };
    },
  };
}
