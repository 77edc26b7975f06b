import { mkdirSync, rmSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { LimitFunction } from 'p-limit';
import { Agent, cacheStores, interceptors } from 'undici';
import type { Dispatcher } from 'undici';
import { OsdexError } from './error.ts';
import { MAX_BYTES, parseUrl } from './fetcher.ts';
import type { Fetched, Fetcher } from './fetcher.ts';
import { BodyTooLong, exchange } from './http-exchange.ts';
import type { Answer, Stopper } from './http-exchange.ts';

/** How the publishers are asked. */
export interface HttpOptions {
  /** Requests in flight in all, and to one publisher's host. */
  globalLimit?: number;
  hostLimit?: number;
  /** For one request with its retries and redirects. */
  deadlineMs?: number;
  maxBytes?: number;
  /** First wait before a retry; it doubles with each, unless Retry-After says otherwise. */
  retryDelayMs?: number;
  /** Folder for the answers that can be asked for again by ETag; without it nothing is remembered. */
  cacheDirectory?: string | undefined;
  /** `http://127.0.0.1:PORT`: ask `PORT/HOST/PATH` there for `https://HOST/PATH`. */
  replayOrigin?: string | undefined;
  userAgent: string;
  signal?: AbortSignal | undefined;
}

const MAX_REDIRECTS = 5;
const MAX_RETRIES = 4;
/** Long enough that a weekly crawl still knows its ETags; every use is revalidated anyway. */
const REMEMBER_SECONDS = 60 * 24 * 60 * 60;
/** Connections that may be better in a moment. A name that does not exist is not among them. */
const HEALING_ERRORS = [
  'ECONNRESET',
  'ECONNREFUSED',
  'ENETDOWN',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'EPIPE',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
];
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Publishers' hosts are asked politely: half as many at once as a browser would. */
export const DEFAULT_HOST_LIMIT = 3;
export const DEFAULT_GLOBAL_LIMIT = 256;

/** Asks over HTTP/2 or keep-alive HTTP/1.1, remembers by ETag and Last-Modified, retries what can heal. */
export function createHttpFetcher(options: HttpOptions): Fetcher {
  const { globalLimit = DEFAULT_GLOBAL_LIMIT, hostLimit = DEFAULT_HOST_LIMIT } = options;
  const agent = new Agent({
    connections: globalLimit,
    allowH2: true,
    headersTimeout: 30_000,
    bodyTimeout: 30_000,
    connect: { timeout: 15_000 },
  });
  const store = openStore(options.cacheDirectory);
  const retry = interceptors.retry({
    maxRetries: MAX_RETRIES,
    minTimeout: options.retryDelayMs ?? 500,
    maxTimeout: 30_000,
    statusCodes: [408, 429, 500, 502, 503, 504],
    methods: ['GET'],
    errorCodes: HEALING_ERRORS,
    throwOnError: false,
  });
  const cache = store && interceptors.cache({ store, cacheByDefault: REMEMBER_SECONDS, type: 'private' });
  const plain = agent.compose(retry);
  const remembering = cache ? agent.compose(retry, cache) : plain;
  const requestHeaders = {
    'user-agent': options.userAgent,
    'accept-encoding': 'identity',
    // Ask the publisher whether what we remember still holds, whatever its own freshness rules say.
    'cache-control': 'no-cache',
  };
  const withDeadline = createDeadlines(options);
  const inTurn = createTurns(globalLimit, hostLimit);
  const asked = new Map<string, Promise<Fetched>>();

  async function ask(
    dispatcher: Dispatcher,
    method: 'GET' | 'HEAD',
    url: string,
    stopper: Stopper,
  ): Promise<Answer> {
    let next = url;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const answer = await askOnce(dispatcher, method, next, stopper);
      if (!REDIRECTS.has(answer.status)) return answer;
      next = followedUrl(next, answer.headers.location);
    }
    throw new OsdexError(
      'redirect-refused',
      `expected at most ${MAX_REDIRECTS} redirects, found more, ${url}`,
      { url },
    );
  }

  async function askOnce(
    dispatcher: Dispatcher,
    method: 'GET' | 'HEAD',
    url: string,
    stopper: Stopper,
  ): Promise<Answer> {
    const { origin, pathname, search } = targetOf(url, options.replayOrigin);
    const { maxBytes = MAX_BYTES } = options;
    // Without reset: false the connection would be closed after every HEAD.
    const request = { origin, path: pathname + search, method, headers: requestHeaders, reset: false };
    return exchange(dispatcher, request, maxBytes, stopper).catch((cause: unknown) => {
      if (!(cause instanceof BodyTooLong)) throw networkError(cause, url, stopper, options);
      const sentence = `expected at most ${maxBytes} bytes, found ${cause.found}, ${url}`;
      throw new OsdexError('too-large', sentence, { url, cause });
    });
  }

  async function download(dispatcher: Dispatcher, url: string, stopper: Stopper): Promise<Fetched> {
    const { status, bytes } = await ask(dispatcher, 'GET', url, stopper);
    if (status === 200) return { url, bytes };
    throw new OsdexError('http-status', `expected 200, found ${status}, ${url}`, {
      url,
      found: String(status),
    });
  }

  async function askSize(url: string, stopper: Stopper): Promise<number | undefined> {
    const { status, headers } = await ask(agent, 'HEAD', url, stopper);
    const length = status === 200 ? Number(headers['content-length']) : Number.NaN;
    return Number.isSafeInteger(length) && length > 0 ? length : undefined;
  }

  return {
    recorded: false,
    get(url, { remember = false } = {}) {
      const known = asked.get(url);
      if (known !== undefined) return known;
      const dispatcher = remember ? remembering : plain;
      const answer = inTurn(url, () => withDeadline((stopper) => download(dispatcher, url, stopper))).then(
        letNetworkGoFirst,
      );
      asked.set(url, answer);
      // A page may serve several feeds of a run; anything else is read by one, so it is only shared while on its way.
      if (!remember) void answer.catch(() => undefined).then(() => asked.delete(url));
      return answer;
    },
    sizeOf: (url) =>
      inTurn(url, () => withDeadline((stopper) => askSize(url, stopper))).catch(ignoreExpected),
    async close() {
      // Nothing is awaited any more here; a connection that hangs must not hold up the end.
      await agent.destroy();
      store?.close();
    },
  };
}

/** A size that cannot be learned now is simply not known; the digest does not depend on it. */
function ignoreExpected(error: unknown): undefined {
  if (!(error instanceof OsdexError)) throw error;
}

/** What a run has learned of a publisher's host. */
interface Host {
  limit: LimitFunction;
  hasAnswered: boolean;
  /** What was found instead of an answer, after every retry. */
  unreachable: string | undefined;
}

/**
 * Runs at most `globalLimit` in all and `hostLimit` for the publisher's host, which a replay keeps apart too. A host
 * that could not be reached, and never answered in this run, is not waited for again by each of its feeds.
 */
function createTurns(globalLimit: number, hostLimit: number) {
  const all = pLimit(globalLimit);
  const hosts = new Map<string, Host>();
  const hostOf = (name: string): Host => {
    const host = hosts.get(name) ?? { limit: pLimit(hostLimit), hasAnswered: false, unreachable: undefined };
    hosts.set(name, host);
    return host;
  };
  return async <T>(url: string, run: () => Promise<T>): Promise<T> => {
    const host = hostOf(parseUrl(url).host);
    const ask = async (): Promise<T> => {
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

function unanswered(found: string, url: string, cause: unknown): OsdexError {
  return new OsdexError('network', `expected an answer, found: ${found}, ${url}`, { url, found, cause });
}

function openStore(directory: string | undefined) {
  if (directory === undefined) return undefined;
  mkdirSync(directory, { recursive: true });
  const location = join(directory, 'http.sqlite');
  try {
    return new cacheStores.SqliteCacheStore({ location });
  } catch {
    // A damaged memory is only lost speed: start it anew.
    for (const suffix of ['', '-wal', '-shm']) rmSync(location + suffix, { force: true });
    return new cacheStores.SqliteCacheStore({ location });
  }
}

/** What is made of an answer waits until the requests that were queued behind it are on their way. */
async function letNetworkGoFirst<T>(answer: T): Promise<T> {
  await setImmediate();
  return answer;
}

type RunUntil = <T>(run: (stopper: Stopper) => Promise<T>) => Promise<T>;

/** Ends each run at its deadline, or when everything is stopped; nothing is left behind after. */
function createDeadlines({ deadlineMs = 120_000, signal }: HttpOptions): RunUntil {
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

function targetOf(url: string, replayOrigin: string | undefined): URL {
  const { host, pathname, search } = new URL(url);
  return replayOrigin === undefined ? new URL(url) : new URL(`/${host}${pathname}${search}`, replayOrigin);
}

/** Redirects may move to another host, since the signature decides, but never off TLS nor to an address by number. */
function followedUrl(from: string, location: string | string[] | undefined): string {
  const target =
    typeof location === 'string' && URL.canParse(location, from) ? new URL(location, from) : undefined;
  const steps =
    target !== undefined && (target.protocol === 'https:' || target.protocol === new URL(from).protocol);
  const named =
    target !== undefined &&
    isIP(target.hostname.replaceAll(/[[\]]/g, '')) === 0 &&
    /[^.]\.[^.]/.test(target.hostname);
  if (target !== undefined && steps && named) return target.href;
  throw new OsdexError(
    'redirect-refused',
    `expected a redirect to an https address with a host name, found "${String(location)}", ${from}`,
    { url: from },
  );
}

function networkError(cause: unknown, url: string, stopper: Stopper, options: HttpOptions): OsdexError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  if (options.signal?.aborted)
    return new OsdexError('network', `stopped before the answer came, ${url}`, { url, cause });
  const late = error.name === 'TimeoutError' || stopper.stopped || /Timeout/.test(error.name);
  if (late)
    return new OsdexError('timeout', `expected an answer in time, found none, ${url}`, { url, cause });
  const code =
    'code' in error && typeof error.code === 'string' && !error.message.includes(error.code)
      ? ` (${error.code})`
      : '';
  return unanswered(`${error.message || error.name}${code}`, url, cause);
}
