import type { Fetcher } from '../core/http/fetcher.ts';
import type { HttpOptions } from '../core/http/http-fetcher.ts';
import { openFetcher } from './context.ts';
import type { NetworkOptions } from './context.ts';

/** What asks a run to stop; asked a second time it ends at once, and nothing is lost either. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does something that can be asked to stop: it is told so by the signal. */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const interrupted = new AbortController();
  const onInterrupt = (): void => interrupted.abort();
  for (const signal of STOP_SIGNALS) process.once(signal, onInterrupt);
  try {
    return await work(interrupted.signal);
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, onInterrupt);
  }
}

/** Does something with the way to the publishers, which ends with it; asked to stop, it is told so by the signal. */
export function withFetcher<T>(
  options: NetworkOptions,
  work: (fetcher: Fetcher, signal: AbortSignal) => Promise<T>,
  limits: Pick<HttpOptions, 'hostLimit' | 'ownOrigins'> = {},
): Promise<T> {
  return untilStopped(async (signal) => {
    const fetcher = await openFetcher(options, signal, limits);
    try {
      return await work(fetcher, signal);
    } finally {
      await fetcher.close();
    }
  });
}
