import { tellText } from './address-text.ts';
import { OsdexError } from '../error.ts';
import type { Stopper } from './deadline.ts';
import { AddressRefused, addressRefused } from './lookup.ts';

/** A host that gives no answer, whatever is found instead. */
export function unanswered(found: string, url: string, cause: unknown): OsdexError {
  return new OsdexError('network', `expected an answer, found: ${found}, ${url}`, { url, found, cause });
}

/** Why a request came to nothing, from what was thrown; what is an OsdexError already says so itself. */
export function requestError(
  cause: unknown,
  url: string,
  stopper: Stopper,
  signal: AbortSignal | undefined,
): OsdexError {
  if (cause instanceof OsdexError) return cause;
  if (cause instanceof AddressRefused) return addressRefused(cause.message, url, cause);
  if (signal?.aborted)
    return new OsdexError('network', `stopped before the answer came, ${url}`, { url, cause });
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const late = error.name === 'TimeoutError' || stopper.stopped || /Timeout/.test(error.name);
  if (late)
    return new OsdexError('timeout', `expected an answer in time, found none, ${url}`, { url, cause });
  const code =
    'code' in error && typeof error.code === 'string' && !error.message.includes(error.code)
      ? ` (${error.code})`
      : '';
  return unanswered(`${tellText(error.message || error.name)}${code}`, url, cause);
}
