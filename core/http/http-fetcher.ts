import type { LookupFunction } from 'node:net';
import { Agent, interceptors } from 'undici';
import type { Dispatcher } from 'undici';
import { OsdexError } from '../error.ts';
import { MAX_BYTES, MAX_IMAGE_BYTES } from './fetcher.ts';
import type { Fetched, Fetcher, Looked } from './fetcher.ts';
import { createDeadlines } from './deadline.ts';
import type { Stopper } from './deadline.ts';
import { requestError } from './error.ts';
import { exchange } from './exchange.ts';
import type { Answer } from './exchange.ts';
import { createPublicLookup, requirePublicHost } from './lookup.ts';
import { openMemory, REMEMBER_MS } from './memory.ts';
import { followRedirects } from './redirect.ts';
import { askAgain } from './retry.ts';
import { streamBody } from './stream.ts';
import { createTurns, streamInTurn } from './turns.ts';

/** How the publishers are asked. */
export interface HttpOptions {
  /** Requests in flight in all, and to one publisher's host. */
  globalLimit?: number;
  hostLimit?: number;
  /** For one request with its retries and redirects. */
  deadlineMs?: number;
  /** Where a get does not say otherwise. */
  maxBytes?: number;
  /** First wait before a retry; it doubles with each, unless Retry-After says otherwise. */
  retryDelayMs?: number;
  /** Folder for the answers that can be asked for again by ETag; without it nothing is remembered. */
  cacheDirectory?: string | undefined;
  /** `http://127.0.0.1:PORT`: ask `PORT/HOST/PATH` there for `https://HOST/PATH`. */
  replayOrigin?: string | undefined;
  /**
   * Lets addresses that are not of the public internet be asked, for those who mirror from their own network. Without
   * it a publisher's name that leads to this machine or its network is refused. A replay is not concerned.
   */
  allowPrivateAddresses?: boolean;
  /**
   * Origins that somebody listed himself, such as a mirror in his own network: images are taken from there wherever the
   * name leads, and nothing else is asked for there.
   */
  ownOrigins?: readonly string[];
  /** How names are looked up, by default as the system does. */
  lookup?: LookupFunction;
  /** Milliseconds of a clock that never goes back, by which the pace of bodies is judged. */
  now?: () => number;
  /** Told of what does not end anything but should be known, in a sentence. */
  onWarning?: (message: string) => void;
  userAgent: string;
  signal?: AbortSignal | undefined;
}

/** How something is asked for, wherever redirects lead. */
interface Question {
  dispatcher: Dispatcher;
  method: 'GET' | 'HEAD';
  maxBytes: number;
  /** Whether an answer that may be better in a moment is asked for again. */
  retries: boolean;
}

/** Publishers' hosts are asked politely: half as many at once as a browser would. */
export const DEFAULT_HOST_LIMIT = 3;
export const DEFAULT_GLOBAL_LIMIT = 256;

/** An answer that several ask for. One that nobody wants kept is shared while it is on its way. */
interface Shared {
  answer: Promise<Fetched>;
  keep: boolean;
}

/** Asks over HTTP/2 or keep-alive HTTP/1.1, remembers by ETag and Last-Modified, retries what can heal. */
export function createHttpFetcher(options: HttpOptions): Fetcher {
  const { globalLimit = DEFAULT_GLOBAL_LIMIT, hostLimit = DEFAULT_HOST_LIMIT, retryDelayMs = 500 } = options;
  const {
    replayOrigin,
    allowPrivateAddresses = false,
    lookup,
    signal,
    now = () => performance.now(),
  } = options;
  const isGuarded = replayOrigin === undefined && !allowPrivateAddresses;
  const lookups = isGuarded ? { lookup: createPublicLookup(lookup) } : lookup && { lookup };
  const openAgent = (connect: object): Agent =>
    new Agent({
      connections: globalLimit,
      allowH2: true,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
      connect: { timeout: 15_000, ...connect },
    });
  const agent = openAgent({ ...lookups });
  const ownOrigins = new Set(isGuarded ? options.ownOrigins : []);
  const ownAgent = ownOrigins.size > 0 ? openAgent({ ...(lookup && { lookup }) }) : undefined;
  const memory =
    options.cacheDirectory === undefined ? undefined : openMemory(options.cacheDirectory, options.onWarning);
  const remembering = memory
    ? agent.compose(interceptors.cache({ store: memory, cacheByDefault: REMEMBER_MS, type: 'private' }))
    : agent;
  const requestHeaders = {
    'user-agent': options.userAgent,
    'accept-encoding': 'identity',
    // Ask the publisher whether what we remember still holds, whatever its own freshness rules say.
    'cache-control': 'no-cache',
  };
  const withDeadline = createDeadlines(options.deadlineMs ?? 120_000, signal);
  const inTurn = createTurns(globalLimit, hostLimit);
  const asked = new Map<string, Shared>();
  const located = new Map<string, Promise<string>>();

  function askOnce(
    { dispatcher, method, maxBytes }: Question,
    url: string,
    stopper: Stopper,
  ): Promise<Answer> {
    const target = new URL(url);
    if (isGuarded) requirePublicHost(target);
    const { origin, pathname, search } = replayOrigin === undefined ? target : replayed(target, replayOrigin);
    // Without reset: false the connection would be closed after every HEAD.
    const request = { origin, path: pathname + search, method, headers: requestHeaders, reset: false };
    return exchange(dispatcher, request, { url, maxBytes, now }, stopper);
  }

  function ask(question: Question, url: string, stopper: Stopper): Promise<Answer & { url: string }> {
    return followRedirects(url, allowPrivateAddresses, async (next) => {
      const once = () => askOnce(question, next, stopper);
      try {
        return await (question.retries ? askAgain(once, retryDelayMs, stopper) : once());
      } catch (cause) {
        throw requestError(cause, next, stopper, signal);
      }
    });
  }

  async function download(question: Question, url: string, stopper: Stopper): Promise<Fetched> {
    const { bytes } = requireOk(await ask(question, url, stopper), url);
    return { url, bytes };
  }

  function askHead(url: string, retries: boolean): Promise<Looked & { url: string }> {
    const question: Question = { dispatcher: agent, method: 'HEAD', maxBytes: 0, retries };
    return inTurn(url, () =>
      withDeadline(async (stopper) => {
        const answer = requireOk(await ask(question, url, stopper), url);
        const length = answer.encoded ? Number.NaN : Number(answer.headers['content-length']);
        const sizeBytes = Number.isSafeInteger(length) && length > 0 ? length : undefined;
        return { sizeBytes, url: answer.url };
      }),
    );
  }

  function openStream(
    url: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Dispatcher.ResponseData> {
    const target = new URL(url);
    const own = ownOrigins.has(target.origin) ? ownAgent : undefined;
    if (isGuarded && own === undefined) requirePublicHost(target);
    const { origin, pathname, search } = replayOrigin === undefined ? target : replayed(target, replayOrigin);
    return (own ?? agent).request({
      origin,
      path: pathname + search,
      method: 'GET',
      headers: { ...requestHeaders, ...headers },
      signal: signal ?? null,
    });
  }

  return {
    recorded: false,
    stream: (url, how) =>
      streamInTurn(inTurn, url, () =>
        streamBody(url, openStream, {
          ...how,
          maxBytes: options.maxBytes ?? MAX_IMAGE_BYTES,
          allowPrivate: allowPrivateAddresses,
          retryDelayMs,
          now,
          signal,
        }),
      ),
    // What is only asked for where it is, or for its size, is not worth asking twice.
    locate(url) {
      const answer = located.get(url) ?? askHead(url, false).then((found) => found.url);
      located.set(url, answer);
      return answer;
    },
    get(url, { remember = false, keep = remember, maxBytes = options.maxBytes ?? MAX_BYTES } = {}) {
      const name = `${maxBytes} ${url}`;
      const known = asked.get(name);
      if (known !== undefined) {
        known.keep ||= keep;
        return known.answer;
      }
      const question: Question = {
        dispatcher: remember ? remembering : agent,
        method: 'GET',
        maxBytes,
        retries: true,
      };
      const answer = inTurn(url, () => withDeadline((stopper) => download(question, url, stopper)));
      const shared: Shared = { answer, keep };
      asked.set(name, shared);
      const release = (): void => void (shared.keep || asked.delete(name));
      answer.then(release, release);
      return answer;
    },
    look: async (url) => ({ sizeBytes: (await askHead(url, true)).sizeBytes }),
    sizeOf: (url) => askHead(url, false).then(({ sizeBytes }) => sizeBytes, ignoreExpected),
    async close() {
      // Nothing is awaited any more here; a connection that hangs must not hold up the end.
      await Promise.all([agent.destroy(), ownAgent?.destroy()]);
      memory?.close();
    },
  };
}

function requireOk<A extends Answer>(answer: A, url: string): A {
  const { status } = answer;
  if (status === 200) return answer;
  throw new OsdexError('http-status', `expected 200, found ${status}, ${url}`, {
    url,
    found: String(status),
  });
}

/** A size that cannot be learned now is simply not known; the digest does not depend on it. */
function ignoreExpected(error: unknown): undefined {
  if (!(error instanceof OsdexError)) throw error;
}

function replayed({ host, pathname, search }: URL, replayOrigin: string): URL {
  return new URL(`/${host}${pathname}${search}`, replayOrigin);
}
