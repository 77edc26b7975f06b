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
