import type { Asked } from '../browse/address.ts';
import type { FinderAnswer, FinderQuestion } from '../browse/finder-messages.ts';
import { base, today } from './dom.mts';
import { currentLanguage } from './language.mts';

/** Who is told what the worker found. */
export interface FinderListener {
  onFound(answer: FinderAnswer & { told: 'found' }): void;
  onRows(answer: FinderAnswer & { told: 'rows' }): void;
  onFailure(message: string): void;
}

export interface Finder {
  /** Loads the list, since it is about to be asked for. */
  prepare(): void;
  find(asked: Asked): void;
  /** Nobody waits for an answer any more. */
  forget(): void;
  /** Asks for rows of what was found last. */
  askRows(from: number, to: number): void;
}

/**
 * Searches in a worker, which is started with the first question. While one search is under way only the latest of the
 * next ones is kept: nobody wants to see the results of what they have typed over.
 */
export function createFinder(listener: FinderListener): Finder {
  let worker: Worker | undefined;
  let asked = 0;
  let answered = 0;
  /** The answer that is waited for; 0 for none. */
  let awaited = 0;
  let next: Asked | undefined;

  const start = (): Worker => {
    const started = new Worker(new URL('./finder-worker.mts', import.meta.url), { type: 'module' });
    started.addEventListener('message', ({ data }: MessageEvent<FinderAnswer>) => hear(data));
    started.addEventListener('error', ({ message }) => fail(message || 'the search could not be started'));
    post(started, { ask: 'open', base: base(), today: today(), reader: currentLanguage() });
    return started;
  };

  const post = (to: Worker, question: FinderQuestion): void => to.postMessage(question);

  const send = ({ selector, order }: Asked): void => {
    worker ??= start();
    awaited = ++asked;
    next = undefined;
    post(worker, { ask: 'find', id: asked, selector, order });
  };

  const hear = (answer: FinderAnswer): void => {
    if (answer.told === 'failed') return fail(answer.message);
    if (answer.told === 'rows') {
      if (answer.id === awaited) listener.onRows(answer);
      return;
    }
    answered = answer.id;
    if (next !== undefined) send(next);
    else if (answer.id === awaited) listener.onFound(answer);
  };

  /** The next question begins anew: what failed may have healed. */
  const fail = (message: string): void => {
    worker?.terminate();
    worker = undefined;
    const isAwaited = awaited > 0 || next !== undefined;
    awaited = 0;
    next = undefined;
    answered = asked;
    if (isAwaited) listener.onFailure(message);
  };

  return {
    prepare() {
      worker ??= start();
    },
    find(wanted) {
      if (asked === answered) send(wanted);
      else next = wanted;
    },
    forget() {
      awaited = 0;
      next = undefined;
    },
    askRows(from, to) {
      if (worker !== undefined && awaited === asked) post(worker, { ask: 'rows', id: asked, from, to });
    },
  };
}
