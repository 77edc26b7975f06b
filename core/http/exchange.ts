import type { Dispatcher } from 'undici';
import { OsdexError } from '../error.ts';
import { tellText } from './address-text.ts';
import { createBody, createPace } from './body.ts';
import { stoppedError } from './deadline.ts';
import type { Stopper } from './deadline.ts';
import { codingsOf, codingsRefused, createDecoder } from './encoding.ts';
import type { Decoder } from './encoding.ts';
import { unanswered } from './error.ts';

/** A whole answer to one request. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Of a 200 alone, as they were published. */
  bytes: Uint8Array;
  /** Whether they came in a coding, of which the header's content-length is then the length. */
  encoded: boolean;
}

export interface ExchangeOptions {
  /** What the answer is told to be of. */
  url: string;
  /** Of the body, as it comes and as it was published. */
  maxBytes: number;
  /** Milliseconds of a clock that never goes back. */
  now: () => number;
}

/** Bodies of answers other than 200 are read so far, to keep the connection; nobody looks at them. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** Answers before the answer (RFC 9110, section 15.2): one or two are usual, and nothing else bounds them. */
const MAX_INTERIM_ANSWERS = 16;

/**
 * Sends one request and collects the answer. It is a handler of its own, since a stream and its promises for each of
 * thousands of small answers cost more than the answers.
 *
 * @param stopper ends it at once, whatever the dispatcher still waits for.
 * @throws OsdexError `too-large`, `timeout`, `encoding-refused` or `network` for what it judges itself; an AbortError;
 *   what the dispatcher throws.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { url, maxBytes, now }: ExchangeOptions,
  stopper: Stopper,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let interim = 0;
    let status = 0;
    let headers: Answer['headers'] = {};
    let encoded = false;
    /** Bytes as they came; those that were published are in the body. */
    let received = 0;
    let body = createBody();
    let keepsPace: ((bytes: number) => boolean) | undefined;
    let decoder: Decoder | undefined;

    const fail = (error: Error): void => {
      stopper.onStop = undefined;
      decoder?.destroy();
      reject(error);
      controller?.abort(error);
    };
    const finish = (): void => {
      stopper.onStop = undefined;
      resolve({ status, headers, bytes: body.bytes(), encoded });
    };
    const stop = (): void => fail(stoppedError());
    const failTooLarge = (found: string): void =>
      fail(
        new OsdexError('too-large', `expected at most ${maxBytes} bytes, found ${found}, ${url}`, { url }),
      );
    const take = (chunk: Uint8Array): void => {
      body.add(chunk);
      if (body.length > maxBytes) failTooLarge('more');
    };
    const beginDecoding = (codings: readonly string[]): void => {
      const refused = codingsRefused(codings);
      if (refused !== undefined) return fail(encodingRefused(refused, url));
      decoder = createDecoder(codings, maxBytes, {
        onData: take,
        onEnd: finish,
        onFailure: (reason) =>
          reason === 'too-long'
            ? failTooLarge('more')
            : fail(encodingRefused(`damaged ${codings.join(', ')}`, url, reason)),
        onDrain: () => controller?.resume(),
      });
    };

    if (stopper.stopped) {
      stop();
      return;
    }
    stopper.onStop = stop;
    dispatcher.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        if (stopper.stopped) started.abort(stoppedError());
      },
      onResponseStart(_, statusCode, found) {
        if (statusCode < 200) {
          if (++interim > MAX_INTERIM_ANSWERS)
            fail(unanswered(`more than ${MAX_INTERIM_ANSWERS} interim answers`, url, undefined));
          return;
        }
        status = statusCode;
        headers = found;
        if (status !== 200) return;
        const codings = codingsOf(headers['content-encoding'], request.path);
        encoded = codings.length > 0;
        if (request.method === 'HEAD') return;
        keepsPace = createPace(now);
        const declared = headers['content-length'];
        if (Number(declared) > maxBytes) failTooLarge(String(declared));
        else if (encoded) beginDecoding(codings);
        else body = createBody(declared);
      },
      onResponseData(_, chunk) {
        received += chunk.length;
        if (status !== 200) {
          if (received > MAX_UNREAD_BYTES) {
            finish();
            controller?.abort(new DOMException('enough', 'AbortError'));
          }
        } else if (received > maxBytes) failTooLarge('more');
        else if (keepsPace?.(chunk.length) === false) fail(tooSlow(url));
        else if (decoder === undefined) take(chunk);
        else if (!decoder.write(chunk)) controller?.pause();
      },
      onResponseEnd: () => (decoder === undefined ? finish() : decoder.end()),
      onResponseError: (_, error) => fail(error),
    });
  });
}

function tooSlow(url: string): OsdexError {
  const sentence = `expected at least 1 KiB a second, found less over 30 seconds, ${url}`;
  return new OsdexError('timeout', sentence, { url });
}

function encodingRefused(found: string, url: string, cause?: Error): OsdexError {
  const expected = 'a body as it was published, or in a content-encoding that can be undone';
  const told = tellText(found);
  return new OsdexError('encoding-refused', `expected ${expected}, found ${told}, ${url}`, {
    url,
    found: told,
    cause,
  });
}
