import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { OsdexError } from '../error.ts';
import { parseUrl } from './fetcher.ts';
import { unanswered } from './error.ts';

/** What a run has learned of a publisher's host. */
interface Host {
  limit: LimitFunction;
  hasAnswered: boolean;
  /** What was found instead of an answer, after every retry. */
  unreachable: string | undefined;
}

export type InTurn = <T>(url: string, run: () => Promise<T>) => Promise<T>;

/** Reads something in its turn, which lasts until its reader has enough. */
export async function* streamInTurn<T>(
  inTurn: InTurn,
  url: string,
  read: () => AsyncIterable<T>,
): AsyncGenerator<T, void, void> {
  const turn = Promise.withResolvers<undefined>();
  const end = Promise.withResolvers<undefined>();
  const whole = inTurn(url, async () => {
    turn.resolve(undefined);
    await end.promise;
  });
  // A host that could not be reached has no turns any more.
  await Promise.race([turn.promise, whole]);
  let hasAnswered = false;
  try {
    for await (const chunk of read()) {
      hasAnswered = true;
      yield chunk;
    }
    end.resolve(undefined);
  } catch (error) {
    // A host that breaks off in the middle can be reached.
    if (hasAnswered) end.resolve(undefined);
    else end.reject(error);
    throw error;
  } finally {
    end.resolve(undefined);
    await whole.catch(() => undefined);
  }
}

/**
 * Runs at most `globalLimit` in all and `hostLimit` for the publisher's host, which a replay keeps apart too. A host
 * that could not be reached, and never answered in this run, is not waited for again by each of its feeds.
 */
export function createTurns(globalLimit: number, hostLimit: number): InTurn {
  const all = pLimit(globalLimit);
  const hosts = new Map<string, Host>();
  const hostOf = (name: string): Host => {
    const host = hosts.get(name) ?? { limit: pLimit(hostLimit), hasAnswered: false, unreachable: undefined };
    hosts.set(name, host);
    return host;
  };
  return async (url, run) => {
    const host = hostOf(parseUrl(url).host);
    const ask = async () => {
      if (host.unreachable !== undefined && !host.hasAnswered)
        throw unanswered(host.unreachable, url, undefined);
      try {
        const answer = await run();
        host.hasAnswered = true;
        return answer;
      } catch (error) {
        if (error instanceof OsdexError) {
          if (error.code === 'network') host.unreachable ??= error.found;
          if (error.code === 'http-status') host.hasAnswered = true;
        }
        throw error;
      }
    };
    return host.limit(() => all(ask));
  };
}
