import { setTimeout as wait } from 'node:timers/promises';

/** Lets so many bytes pass as a rate allows; whoever has more waits. */
export type RateLimit = (bytes: number) => Promise<void>;

/** So much may pass at once after a pause, in seconds of the rate: less would make every small chunk wait. */
const BURST_SECONDS = 0.25;

/**
 * One rate for all who share it.
 *
 * @param bytesPerSecond undefined lets everything pass.
 * @param now milliseconds of a clock that never goes back.
 */
export function createRateLimit(
  bytesPerSecond: number | undefined,
  signal?: AbortSignal,
  now = () => performance.now(),
): RateLimit {
  if (bytesPerSecond === undefined) return () => Promise.resolve();
  const perMs = bytesPerSecond / 1000;
  /** When all that was let pass so far has passed at this rate. */
  let freeAt = now() - BURST_SECONDS * 1000;
  return async (bytes) => {
    const at = now();
    freeAt = Math.max(freeAt, at - BURST_SECONDS * 1000) + bytes / perMs;
    const waitMs = freeAt - at;
    if (waitMs > 1) await wait(waitMs, undefined, signal && { signal }).catch(() => undefined);
  };
}
