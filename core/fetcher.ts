import { OsdexError } from './error.ts';

/** A whole answer. `bytes` are what the publisher sent, uncompressed by nobody. */
export interface Fetched {
  /** The address that was asked for. */
  url: string;
  bytes: Uint8Array;
}

/**
 * The only way to the publishers. Every call has a deadline and a byte cap, and within one run an address is asked
 * once, however many feeds want it.
 */
export interface Fetcher {
  /**
   * @param options `remember` what is asked again at every crawl, such as a feed's page, so that next time a small
   *   conditional request is enough; what is read once and recorded need not be kept.
   * @throws OsdexError `http-status`, `network`, `timeout`, `too-large`, `redirect-refused`, `url-refused`.
   */
  get(url: string, options?: { remember?: boolean }): Promise<Fetched>;
  /** The size in bytes of what lies there, or undefined when the server does not tell. */
  sizeOf(url: string): Promise<number | undefined>;
  /** Whether this reads a recording: then nothing found says anything about the publisher today. */
  readonly recorded: boolean;
  close(): Promise<void>;
}

/** Sums files and pages are a few kilobytes; the largest known feed has about 6 MB. */
export const MAX_BYTES = 32 * 1024 * 1024;

/** @throws OsdexError `url-refused` for what is no http or https address. */
export function parseUrl(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return parsed;
  throw new OsdexError('url-refused', `expected an http or https address, found "${url}"`, { url });
}
