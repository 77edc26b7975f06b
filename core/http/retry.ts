import { pause } from './deadline.ts';
import type { Stopper } from './deadline.ts';
import type { Answer } from './exchange.ts';

const MAX_RETRIES = 4;
const MAX_DELAY_MS = 30_000;
const HEALING_STATUSES = new Set([408, 429, 500, 502, 503, 504]);
/** Connections that may be better in a moment. A name that does not exist is not among them. */
const HEALING_ERRORS = new Set([
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
  // A stream of HTTP/2 that was cut, before the body or in it.
  'ERR_HTTP2_STREAM_ERROR',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

/**
 * Asks until there is an answer that asking again would not better, at most five times in all. Every try is a whole
 * one: the halves of two answers are never put together, since nothing tells that they belong together.
 *
 * @param firstDelayMs wait before the second try; it doubles with each, unless Retry-After says otherwise.
 * @throws what the last try threw, or an AbortError.
 */
export async function askAgain(
  ask: () => Promise<Answer>,
  firstDelayMs: number,
  stopper: Stopper,
): Promise<Answer> {
  for (let retries = 0; ; retries++) {
    let delayMs = firstDelayMs * 2 ** retries;
    try {
      const answer = await ask();
      if (retries === MAX_RETRIES || !HEALING_STATUSES.has(answer.status)) return answer;
      delayMs = retryAfterMs(answer.headers['retry-after']) ?? delayMs;
    } catch (error) {
      if (retries === MAX_RETRIES || !heals(error)) throw error;
    }
    await pause(Math.min(delayMs, MAX_DELAY_MS), stopper);
  }
}

function heals(error: unknown): boolean {
  return error instanceof Error && 'code' in error && HEALING_ERRORS.has(String(error.code));
}

/** Seconds, or the time when to come again. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  if (typeof header !== 'string') return undefined;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return milliseconds >= 0 ? milliseconds : undefined;
}
