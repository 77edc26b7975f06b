/** The bytes of a body as they come. */
export interface Body {
  /** How many bytes have come so far. */
  readonly length: number;
  add(chunk: Uint8Array): void;
  /** All of them, in one piece. Nothing can be added after. */
  bytes(): Buffer;
}

/** So much is set aside for a length that was only declared. */
const MAX_AHEAD_BYTES = 1024 * 1024;

/**
 * Collects a body in memory in proportion to its bytes. They are copied as they come, since a chunk that is kept also
 * keeps what it was cut from, and a server may cut a body into millions of chunks.
 *
 * @param declared the content-length, where there is one: a body of that length lies in one place from its first byte.
 */
export function createBody(declared?: unknown): Body {
  const ahead = Math.min(Number(declared), MAX_AHEAD_BYTES);
  let buffer = Buffer.alloc(0);
  let length = 0;
  return {
    get length() {
      return length;
    },
    add(chunk) {
      const needed = length + chunk.length;
      if (needed > buffer.length) {
        // Most bodies are one chunk, for which this is exactly enough.
        const planned = buffer.length === 0 && ahead > 0 ? ahead : 2 * buffer.length;
        const larger = Buffer.allocUnsafe(Math.max(needed, planned));
        buffer.copy(larger, 0, 0, length);
        buffer = larger;
      }
      buffer.set(chunk, length);
      length = needed;
    },
    bytes: () => (length === buffer.length ? buffer : Buffer.from(buffer.subarray(0, length))),
  };
}

/** A body may come slowly, but not so slowly that it only holds a place. */
const LEAST_BYTES_PER_SECOND = 1024;
const PACE_WINDOW_MS = 30_000;

/**
 * Watches how fast a body comes. Each call tells how many bytes came, and gives false where less than 1 KiB a second
 * came over at least 30 seconds. A body that stands still is ended by the time between two chunks, not here.
 *
 * @param now milliseconds of a clock that never goes back.
 */
export function createPace(now: () => number): (bytes: number) => boolean {
  let since = now();
  let came = 0;
  return (bytes) => {
    came += bytes;
    const elapsedMs = now() - since;
    if (elapsedMs < PACE_WINDOW_MS) return true;
    const isFast = came >= (LEAST_BYTES_PER_SECOND * elapsedMs) / 1000;
    since += elapsedMs;
    came = 0;
    return isFast;
  };
}
