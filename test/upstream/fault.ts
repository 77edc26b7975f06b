import type { Coding } from './reply.ts';

/** What goes wrong between a publisher and its clients. */
export type Fault =
  /** The body comes in small pieces, each after a pause. */
  | { kind: 'slow'; pauseMs?: number }
  /** The whole length is announced, half of it comes, the connection closes. */
  | { kind: 'cut' }
  /** No answer ever comes. */
  | { kind: 'hang' }
  /** The connection closes before an answer. */
  | { kind: 'reset' }
  /** A body without a length and without an end. */
  | { kind: 'endless' }
  /** More comes than the length that was announced. */
  | { kind: 'longer' }
  /** Headers without an end. */
  | { kind: 'headers' }
  /** Interim answers (103) without an end. */
  | { kind: 'interim' }
  /** A body in a content-encoding that nobody asked for; `damaged`, half of it, announced as the whole. */
  | { kind: 'encoded'; coding: Coding; damaged?: boolean }
  /** A small body in gzip that unpacks to so many bytes. */
  | { kind: 'bomb'; bytes: number }
  /** Bytes other than the publisher's, as many of them. */
  | { kind: 'corrupt' }
  | { kind: 'status'; status: number; retryAfter?: string }
  /** `to` is sent as it stands: an address such as `https://HOST/PATH`, or a relative one. */
  | { kind: 'redirect'; to: string; status?: number };

/** The faults that are set; of several that fit a path, the last one set counts. */
export interface Faults {
  /** @param where how a path `HOST/PATH` begins, or what it matches. */
  set(where: string | RegExp, fault: Fault, times: number): void;
  clear(): void;
  /** The fault of one request, which uses up one of its times. */
  take(path: string): Fault | undefined;
}

export function makeFaults(): Faults {
  const rules: { where: string | RegExp; fault: Fault; left: number }[] = [];
  return {
    set(where, fault, times) {
      rules.unshift({ where, fault, left: times });
    },
    clear() {
      rules.length = 0;
    },
    take(path) {
      const rule = rules.find(({ where, left }) => left > 0 && fits(where, path));
      if (rule === undefined) return undefined;
      rule.left -= 1;
      return rule.fault;
    },
  };
}

function fits(where: string | RegExp, path: string): boolean {
  return typeof where === 'string' ? path.startsWith(where) : where.test(path);
}
