import type { TLSSocket } from 'node:tls';
import { Agent, buildConnector } from 'undici';
import { OsdexError, reasonOf } from '../core/error.ts';
import { followRedirects } from '../core/http/redirect.ts';

/** What a mirror says of a file without giving it. */
export interface Probed {
  /** Of the last answer, where redirects led. */
  status: number;
  url: string;
  sizeBytes: number | undefined;
  /** ISO 8601, where the mirror tells. */
  modifiedAt: string | undefined;
  /** From the question to the answer's headers, redirects and all; the middle one of three. */
  latencyMs: number;
  /** Whether a download that broke off can go on there. */
  hasRanges: boolean;
  /** Undefined where the answer came without. */
  tls: { protocol: string; validTo: string } | undefined;
}

export interface ProbeOptions {
  userAgent: string;
  signal?: AbortSignal | undefined;
  /** For each question, in milliseconds. */
  timeoutMs?: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

const TIMES = 3;

/**
 * Asks a mirror for a file's headers three times and for its first byte once. Addresses of one's own network are asked
 * too, since somebody listed them.
 *
 * @throws OsdexError `network`, `redirect-refused`, `stopped`.
 */
export async function probePlace(
  url: string,
  { userAgent, signal, timeoutMs = 15_000, now = () => performance.now() }: ProbeOptions,
): Promise<Probed> {
  const secured = new Map<string, Probed['tls']>();
  const connect = buildConnector({ timeout: timeoutMs });
  const agent = new Agent({
    headersTimeout: timeoutMs,
    connect: (target, done) =>
      connect(target, (error, socket) => {
        if (error !== null) done(error, null);
        else {
          const { hostname } = target;
          // A resumed session does not show the certificate again.
          secured.set(hostname, tlsOf(socket) ?? secured.get(hostname));
          done(null, socket);
        }
      }),
  });
  const ask = (method: 'HEAD' | 'GET', headers: Record<string, string> = {}) =>
    followRedirects(url, true, async (next) => {
      const { origin, pathname, search } = new URL(next);
      const answer = await agent.request({
        origin,
        path: pathname + search,
        method,
        headers: { 'user-agent': userAgent, 'accept-encoding': 'identity', ...headers },
        // Without it the connection is closed after every HEAD, and each of the three would open one.
        reset: method === 'GET',
        signal: signal ?? null,
      });
      // A mirror that knows no ranges begins to send all of it.
      if (method === 'GET') answer.body.on('error', () => undefined).destroy();
      else await answer.body.dump();
      return { status: answer.statusCode, headers: answer.headers, bytes: new Uint8Array(), encoded: false };
    });
  try {
    const times: number[] = [];
    let answer: Awaited<ReturnType<typeof ask>>;
    do {
      const asked = now();
      answer = await ask('HEAD');
      times.push(now() - asked);
    } while (times.length < TIMES && answer.status === 200);
    const first = answer.status === 200 ? await ask('GET', { range: 'bytes=0-0' }) : undefined;
    const length = Number(answer.headers['content-length'] ?? NaN);
    const modified = Date.parse(String(answer.headers['last-modified']));
    return {
      status: answer.status,
      url: answer.url,
      sizeBytes: Number.isSafeInteger(length) ? length : undefined,
      modifiedAt: Number.isNaN(modified) ? undefined : new Date(modified).toISOString(),
      latencyMs: times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN,
      hasRanges: first?.status === 206,
      tls: secured.get(new URL(answer.url).hostname),
    };
  } catch (cause) {
    if (signal?.aborted) throw new OsdexError('stopped', 'stopped before all mirrors were asked');
    if (cause instanceof OsdexError) throw cause;
    const reason = reasonOf(cause);
    throw new OsdexError('network', `expected an answer, found: ${reason}, ${url}`, {
      url,
      found: reason,
      cause,
    });
  } finally {
    await agent.destroy();
  }
}

function tlsOf(socket: object): Probed['tls'] {
  if (!('getPeerCertificate' in socket)) return undefined;
  const tls = socket as TLSSocket;
  // An empty object where there is none.
  const { valid_to: validTo } = tls.getPeerCertificate() as { valid_to?: string };
  if (validTo === undefined) return undefined;
  return { protocol: tls.getProtocol() ?? 'TLS', validTo: new Date(validTo).toISOString() };
}
