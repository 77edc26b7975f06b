import { setImmediate } from 'node:timers/promises';

/** What is read next of what waits: first what tells of more that is to be asked for, then what ends there. */
export type Then = 'asks-more' | 'ends';

const waiting: Record<Then, (() => void)[]> = { 'asks-more': [], ends: [] };

let isBreathing = false;

/** An answer goes through several turns of the event loop until the next question is asked: socket, cache, promises. */
const TURNS = 8;

/**
 * To be awaited before something that takes the processor for long: whatever waits for the network or a disk goes first.
 * Of many that wait one goes on at a time, so that between two of them the network is looked at again. Without this a
 * publisher's answers lie there while something else is read, and the next questions are asked that much later.
 *
 * @param then what comes of it. A publisher with hundreds of files in one page is asked for none of them before that
 *   page was read.
 */
export function takeBreath(then: Then): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting[then].push(resolve);
  if (!isBreathing) void breathe();
  return promise;
}

async function breathe(): Promise<void> {
  isBreathing = true;
  for (;;) {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate();
    const goOn = waiting['asks-more'].shift() ?? waiting.ends.shift();
    if (goOn === undefined) break;
    goOn();
  }
  isBreathing = false;
}
