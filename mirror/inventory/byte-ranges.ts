import type { SizedPieces } from './inventory.ts';

/** Bytes of a file by their offsets, the last one among them. */
export interface ByteRange {
  firstByte: number;
  lastByte: number;
}

/**
 * Where the pieces of a file are others than they were, neighbours taken together.
 *
 * @param found in pieces of the same size. What it lacks at its end is a range as well, and what it has more.
 */
export function differingRanges(expected: SizedPieces, found: SizedPieces): ByteRange[] {
  const { pieceBytes } = expected;
  const end = Math.max(expected.sizeBytes, found.sizeBytes);
  const ranges: ByteRange[] = [];
  for (let index = 0; index * pieceBytes < end; index++) {
    const [piece, other] = [expected.pieces[index], found.pieces[index]];
    if (piece !== undefined && other !== undefined && Buffer.compare(piece, other) === 0) continue;
    const firstByte = index * pieceBytes;
    const lastByte = Math.min(end, firstByte + pieceBytes) - 1;
    const last = ranges.at(-1);
    if (last?.lastByte === firstByte - 1) last.lastByte = lastByte;
    else ranges.push({ firstByte, lastByte });
  }
  return ranges;
}

/** `bytes 1048576 to 2097151`. */
export function tellRanges(ranges: readonly ByteRange[]): string {
  return ranges.map(({ firstByte, lastByte }) => `bytes ${firstByte} to ${lastByte}`).join(', ');
}
