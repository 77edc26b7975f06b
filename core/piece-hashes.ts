import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { DigestAlgorithm } from './digest-text.ts';
import { OsdexError, reasonOf } from './error.ts';
import type { FilePieces } from './formats/file-pieces.ts';

/** What a file was found to be, as a whole and piece by piece. */
export interface PieceHashes extends FilePieces {
  sizeBytes: number;
  /** Of the whole file: `<algorithm>:<hex>`. */
  digest: string;
}

const LEAST_PIECE_BYTES = 256 * 1024;
const MOST_PIECE_BYTES = 16 * 1024 * 1024;

/** So many pieces keep a torrent at some forty kilobytes and a broken piece small. */
const MOST_PIECES = 2048;

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
  try {
    const pieceBytes = pieceSize((await stat(path)).size);
    const whole = createHash(algorithm);
    const pieces: Uint8Array[] = [];
    let sizeBytes = 0;
    let piece = createHash('sha1');
    for await (const chunk of createReadStream(path, { highWaterMark: LEAST_PIECE_BYTES })) {
      if (!Buffer.isBuffer(chunk)) continue;
      whole.update(chunk);
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
    }
    if (sizeBytes % pieceBytes > 0) pieces.push(piece.digest());
    return { sizeBytes, digest: `${algorithm}:${whole.digest('hex')}`, pieceBytes, pieces };
  } catch (cause) {
    const found = reasonOf(cause);
    throw new OsdexError('file-missing', `expected a readable file at ${path}, found: ${found}`, {
      path,
      cause,
    });
  }
}
