import { setImmediate } from 'node:timers/promises';

let lastBreath: Promise<unknown> = Promise.resolve();

/** An answer goes through several turns of the event loop until the next question is asked: socket, cache, promises. */
const TURNS = 8;

/**
 * To be awaited before something that takes the processor for long: whatever waits for the network or a disk goes first.
 * Of many that wait one goes on at a time, so that between two of them the network is looked at again. Without this a
 * publisher's answers lie there while something else is read, and the next questions are asked that much later.
 */
export async function takeBreath(): Promise<void> {
  const breath = lastBreath.then(async () => {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
  });
  lastBreath = breath;
  await breath;
}
