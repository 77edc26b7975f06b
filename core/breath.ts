import { setImmediate } from 'node:timers/promises';

let lastBreath: Promise<unknown> = Promise.resolve();

/**
 * To be awaited before something that takes the processor for long: whatever waits for the network or a disk goes first.
 * Of many that wait one goes on at a time, so that between two of them the network is looked at again. Without this a
 * publisher's answers lie there while something else is read, and the next questions are asked that much later.
 */
export async function takeBreath(): Promise<void> {
  const breath = lastBreath.then(() => setImmediate());
  lastBreath = breath;
  await breath;
}
