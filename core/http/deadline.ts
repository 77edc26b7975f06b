/** Lets a request be ended from outside. An AbortSignal would do, but thousands of them cost more than the answers. */
export interface Stopper {
  stopped: boolean;
  /** Set while a request is under way. */
  onStop: (() => void) | undefined;
}

export type RunUntil = <T>(run: (stopper: Stopper) => Promise<T>) => Promise<T>;

/** Ends each run at its deadline, or when everything is stopped; nothing is left behind after. */
export function createDeadlines(deadlineMs: number, signal: AbortSignal | undefined): RunUntil {
  const running = new Set<Stopper>();
  signal?.addEventListener('abort', () => running.forEach(stop), { once: true });
  return async (run) => {
    const stopper: Stopper = { stopped: signal?.aborted ?? false, onStop: undefined };
    const timer = setTimeout(stop, deadlineMs, stopper);
    running.add(stopper);
    try {
      return await run(stopper);
    } finally {
      clearTimeout(timer);
      running.delete(stopper);
    }
  };
}

function stop(stopper: Stopper): void {
  stopper.stopped = true;
  stopper.onStop?.();
}

/** What a request or a pause ends with when it is stopped. */
export function stoppedError(): Error {
  return new DOMException('stopped', 'AbortError');
}

/** Waits, unless it is stopped before: then it throws an AbortError at once. */
export function pause(milliseconds: number, stopper: Stopper): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer);
      stopper.onStop = undefined;
      settle();
    };
    const timer = setTimeout(() => end(resolve), milliseconds);
    stopper.onStop = () => end(() => reject(stoppedError()));
    if (stopper.stopped) stopper.onStop();
  });
}
