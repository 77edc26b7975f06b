/** Every way in which osdex can refuse something, as a stable word that programs may compare. */
export type ErrorCode =
  | 'usage'
  | 'source-invalid'
  | 'catalog-invalid'
  | 'catalog-locked'
  | 'clock-behind'
  | 'network'
  | 'timeout'
  | 'http-status'
  | 'not-recorded'
  | 'too-large'
  | 'redirect-refused'
  | 'address-refused'
  | 'encoding-refused'
  | 'url-refused'
  | 'name-refused'
  | 'page-unreadable'
  | 'no-builds'
  | 'page-older'
  | 'size-conflict'
  | 'file-missing'
  | 'too-many-gone'
  | 'sums-unreadable'
  | 'sums-without-files'
  | 'sums-conflict'
  | 'signature-missing'
  | 'signature-unreadable'
  | 'signature-bad'
  | 'signature-unknown-key'
  | 'signature-policy'
  | 'signature-older'
  | 'key-missing'
  | 'key-mismatch'
  | 'key-revoked'
  | 'digest-conflict'
  | 'digest-downgrade'
  | 'digest-reused'
  | 'name-conflict'
  | 'digest-mismatch'
  | 'structure-unsound'
  | 'not-found'
  | 'write-failed'
  | 'stopped'
  | 'tool-failed'
  | 'git';

type ErrorPlace = {
  url?: string | undefined;
  path?: string | undefined;
  found?: string | undefined;
  rule?: string | undefined;
  cause?: unknown;
};

/**
 * An expected failure: its message is the whole sentence a person needs (expected, found, where, what to do),
 * its code is for programs. Anything else that is thrown is a defect and keeps its stack trace.
 */
export class OsdexError extends Error {
  readonly code: ErrorCode;
  readonly url: string | undefined;
  readonly path: string | undefined;
  /** What was found instead of what was expected, where others build a sentence of their own from it. */
  readonly found: string | undefined;
  /** The line of the signature policy that decided, where one did. */
  readonly rule: string | undefined;

  constructor(code: ErrorCode, message: string, place: ErrorPlace = {}) {
    super(message, place.cause === undefined ? undefined : { cause: place.cause });
    this.name = 'OsdexError';
    this.code = code;
    this.url = place.url;
    this.path = place.path;
    this.found = place.found;
    this.rule = place.rule;
  }
}

/** What a caught thing says of itself. */
export function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
