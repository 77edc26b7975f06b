import type { Dispatcher } from 'undici';
import { OsdexError } from '../error.ts';
import { createPace } from './body.ts';
import { stoppedError } from './deadline.ts';
import type { Stopper } from './deadline.ts';
import { codingsOf } from './encoding.ts';
import { requestError } from './error.ts';
import type { Answer } from './exchange.ts';
import type { StreamOptions, StreamStart } from './fetcher.ts';
import { followRedirects } from './redirect.ts';
import { askAgain } from './retry.ts';

/** How an image is asked for. */
export interface BodyOptions extends StreamOptions {
  maxBytes: number;
  allowPrivate: boolean;
  retryDelayMs: number;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
  signal: AbortSignal | undefined;
}

type Response = Dispatcher.ResponseData;

/**
 * The bytes of something too large to be held, as they come. There is no deadline for the whole, since an image takes
 * as long as it takes; one that comes too slowly, or stands still, is given up. What breaks off in the middle is not
 * begun again: its reader has half of it already.
 *
 * @param open sends one request with these headers, following nothing.
 * @throws OsdexError as Fetcher.get.
 */
export async function* streamBody(
  url: string,
  open: (url: string, headers: Readonly<Record<string, string>>) => Promise<Response>,
  { maxBytes, allowPrivate, retryDelayMs, now, signal, resume, onStart }: BodyOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const stopper: Stopper = { stopped: signal?.aborted ?? false, onStop: undefined };
  const stop = (): void => {
    stopper.stopped = true;
    stopper.onStop?.();
  };
  signal?.addEventListener('abort', stop, { once: true });
  let response: Response | undefined;
  try {
    if (stopper.stopped) throw stoppedError();
    // If it is another file by now, all of it is sent instead of the rest of this one.
    const headers = resume === undefined ? {} : rangeHeaders(resume);
    const answer = await followRedirects(url, allowPrivate, (next) =>
      askAgain(
        async (): Promise<Answer> => {
          await response?.body.dump();
          response = await open(next, headers);
          const { statusCode: status } = response;
          return { status, headers: response.headers, bytes: new Uint8Array(), encoded: false };
        },
        retryDelayMs,
        stopper,
      ),
    );
    const start = response === undefined ? undefined : startOf(answer, resume?.fromByte);
    if (response === undefined || start === undefined) throw refusedStatus(answer.status, url);
    const codings = codingsOf(answer.headers['content-encoding'], new URL(url).pathname);
    if (codings.length > 0) throw encoded(codings, url);
    const declared = Number(answer.headers['content-length']);
    if (start.firstByte + declared > maxBytes) throw tooLarge(maxBytes, String(declared), url);
    onStart?.(start);
    const keepsPace = createPace(now);
    let received = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      received += chunk.length;
      if (start.firstByte + received > maxBytes) throw tooLarge(maxBytes, 'more', url);
      if (!keepsPace(chunk.length)) throw tooSlow(url);
      yield chunk;
    }
    if (Number.isSafeInteger(declared) && received !== declared) throw cutOff(declared, received, url);
  } catch (cause) {
    throw requestError(cause, url, stopper, signal);
  } finally {
    signal?.removeEventListener('abort', stop);
    response?.body.on('error', () => undefined).destroy();
  }
}

function rangeHeaders({
  fromByte,
  toByte,
  validator,
}: NonNullable<StreamOptions['resume']>): Record<string, string> {
  const range = `bytes=${fromByte}-${toByte ?? ''}`;
  return validator === undefined ? { range } : { range, 'if-range': validator };
}

/** What an answer is the beginning of; undefined where it is not what was asked for. */
function startOf({ status, headers }: Answer, fromByte: number | undefined): StreamStart | undefined {
  const validator = validatorOf(headers);
  if (status === 200) return { firstByte: 0, sizeBytes: wholeNumber(headers['content-length']), validator };
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(String(headers['content-range']));
  if (status !== 206 || range === null || Number(range[1]) !== fromByte) return undefined;
  return { firstByte: fromByte, sizeBytes: Number(range[3]), validator };
}

/** A weak ETag says that the content means the same, not that its bytes are the same. */
function validatorOf({ etag, 'last-modified': modified }: Answer['headers']): string | undefined {
  if (typeof etag === 'string' && etag.startsWith('"')) return etag;
  return typeof modified === 'string' && !Number.isNaN(Date.parse(modified)) ? modified : undefined;
}

function wholeNumber(header: string | string[] | undefined): number | undefined {
  return typeof header === 'string' && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}

function refusedStatus(status: number, url: string): OsdexError {
  const found = String(status);
  return new OsdexError('http-status', `expected 200, found ${found}, ${url}`, { url, found });
}

function encoded(codings: readonly string[], url: string): OsdexError {
  const sentence = `expected an image as it was published, found it in ${codings.join(', ')}, ${url}`;
  return new OsdexError('encoding-refused', sentence, { url });
}

function tooLarge(maxBytes: number, found: string, url: string): OsdexError {
  return new OsdexError('too-large', `expected at most ${maxBytes} bytes, found ${found}, ${url}`, { url });
}

function tooSlow(url: string): OsdexError {
  return new OsdexError('timeout', `expected at least 1 KiB a second, found less over 30 seconds, ${url}`, {
    url,
  });
}

function cutOff(declared: number, received: number, url: string): OsdexError {
  const found = `${received} of ${declared} bytes`;
  return new OsdexError('network', `expected ${declared} bytes, found ${received}, ${url}`, { url, found });
}
