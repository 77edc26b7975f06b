import type { Dispatcher } from 'undici';

/** A whole answer to one request. */
export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  bytes: Uint8Array;
}

/** Thrown when a body is longer than allowed; `found` is the length declared, or `more`. */
export class BodyTooLong extends Error {
  readonly found: string;

  constructor(found: string) {
    super(`the body is too long: ${found}`);
    this.name = 'BodyTooLong';
    this.found = found;
  }
}

/** Bodies of answers other than 200 are read so far, to keep the connection; nobody looks at them. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** Lets a request be ended from outside. An AbortSignal would do, but thousands of them cost more than the answers. */
export interface Stopper {
  stopped: boolean;
  /** Set while a request is under way. */
  onStop: (() => void) | undefined;
}

/**
 * Sends one request and collects the answer. It is a handler of its own, since a stream and its promises for each of
 * thousands of small answers cost more than the answers.
 *
 * @param stopper ends it at once, whatever the dispatcher still waits for.
 * @throws BodyTooLong, an AbortError, or what the dispatcher throws.
 */
export function exchange(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  maxBytes: number,
  stopper: Stopper,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Answer['headers'] = {};
    let length = 0;
    const chunks: Uint8Array[] = [];

    const fail = (error: Error): void => {
      stopper.onStop = undefined;
      reject(error);
      controller?.abort(error);
    };
    const finish = (): void => {
      stopper.onStop = undefined;
      resolve({ status, headers, bytes: Buffer.concat(chunks) });
    };
    const stop = (): void => fail(new DOMException('stopped', 'AbortError'));

    if (stopper.stopped) {
      stop();
      return;
    }
    stopper.onStop = stop;
    dispatcher.dispatch(request, {
      onRequestStart(started) {
        controller = started;
        if (stopper.stopped) started.abort(new DOMException('stopped', 'AbortError'));
      },
      onResponseStart(_, statusCode, found) {
        if (statusCode < 200) return;
        status = statusCode;
        headers = found;
        const declared = headers['content-length'];
        if (status === 200 && request.method !== 'HEAD' && Number(declared) > maxBytes) {
          fail(new BodyTooLong(String(declared)));
        }
      },
      onResponseData(_, chunk) {
        length += chunk.length;
        if (status !== 200) {
          if (length > MAX_UNREAD_BYTES) {
            finish();
            controller?.abort(new DOMException('enough', 'AbortError'));
          }
        } else if (length > maxBytes) fail(new BodyTooLong('more'));
        else chunks.push(chunk);
      },
      onResponseEnd: finish,
      onResponseError: (_, error) => fail(error),
    });
  });
}
