import { setTimeout as passed } from 'node:timers/promises';

/** A wait that lasts longer than this is a failure, and soon told. */
export const PATIENCE_MS = 10_000;
const LOOK_AGAIN_MS = 20;

/**
 * Holds an assertion until it is met: what a page shows follows what was done to it, but not at once.
 *
 * @throws what the assertion threw last, where it is still not met after 10 seconds.
 */
export async function eventually(assertion: () => Promise<void>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await assertion();
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await passed(LOOK_AGAIN_MS);
  }
}
