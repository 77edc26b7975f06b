import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import { hashFile } from '../../core/piece-hashes.ts';
import type { FileHashes } from '../../core/piece-hashes.ts';
import { isSameStamp, stampAt } from './file-stamp.ts';
import type { FileStamp } from './file-stamp.ts';

/** What a file was found to be, and the marks that it had all the while. */
export type ReadBytes = FileHashes & { stamp: FileStamp };

export interface ReadOptions {
  algorithms: readonly DigestAlgorithm[];
  /** So that they can be compared with those on record. */
  pieceBytes?: number | undefined;
  /** By default they are. */
  withPieces?: boolean | undefined;
  signal?: AbortSignal | undefined;
  onBytes?: ((bytes: number) => void) | undefined;
}

/**
 * Reads all bytes of a file.
 *
 * @throws OsdexError `file-missing` where it cannot be read or is written to meanwhile; `stopped`.
 */
export async function readBytes(
  place: string,
  { algorithms, pieceBytes, withPieces, signal, onBytes }: ReadOptions,
): Promise<ReadBytes> {
  const before = await stampOrFail(place);
  const hashes = await hashFile(place, {
    algorithms,
    pieceBytes,
    withPieces,
    onChunk: ({ length }) => {
      if (signal?.aborted) throw new OsdexError('stopped', `stopped while reading ${place}`, { path: place });
      onBytes?.(length);
    },
  });
  const stamp = await stampOrFail(place);
  if (isSameStamp(before, stamp) && hashes.sizeBytes === stamp.sizeBytes) return { ...hashes, stamp };
  throw new OsdexError(
    'file-missing',
    `expected ${place} to stay as it is while it is read, found that it is written to; scan again when that is done`,
    { path: place },
  );
}

async function stampOrFail(place: string): Promise<FileStamp> {
  const stamp = await stampAt(place);
  if (stamp !== undefined) return stamp;
  throw new OsdexError('file-missing', `expected a file at ${place}, found none`, { path: place });
}
