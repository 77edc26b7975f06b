import { tellAddress } from './address-text.ts';
import { OsdexError } from '../error.ts';

/** A whole answer. `bytes` are what the publisher published: nothing is left of how they came. */
export interface Fetched {
  /** The address that was asked for. */
  url: string;
  bytes: Uint8Array;
}

/** Something lies there. */
export interface Looked {
  /** Undefined where the server does not tell. */
  sizeBytes: number | undefined;
}

export interface GetOptions {
  /**
   * What is asked again at every crawl, such as a feed's page, so that next time a small conditional request is
   * enough; what is read once and recorded need not be kept.
   */
  remember?: boolean;
  /** Whether the run keeps the whole answer for whoever asks again; by default what is remembered is kept. */
  keep?: boolean;
  /** The most bytes that are taken, by default MAX_BYTES. A page of links is given MAX_PAGE_BYTES. */
  maxBytes?: number;
}

/** What an image's bytes are, told before the first of them comes. */
export interface StreamStart {
  /** Where they begin: 0, or where a resumed stream goes on. */
  firstByte: number;
  /** Of the whole image; undefined where the server does not tell. */
  sizeBytes: number | undefined;
  /** Names this very file, so that it can be gone on with later: a strong ETag, else the date. */
  validator: string | undefined;
}

export interface StreamOptions {
  /**
   * What is there already of the file that the validator names; another file comes whole. Without a validator it is the
   * reader who can tell whether the bytes are of the right file. `toByte` is the last that is wanted.
   */
  resume?: { fromByte: number; validator?: string; toByte?: number } | undefined;
  onStart?: ((start: StreamStart) => void) | undefined;
}

/**
 * The only way to the publishers. Every call has a deadline and a byte cap, and within one run an address is asked
 * once, however many feeds want it.
 */
export interface Fetcher {
  /**
   * @throws OsdexError `http-status`, `network`, `timeout`, `too-large`, `redirect-refused`, `address-refused`,
   *   `encoding-refused`, `url-refused`; `not-recorded` from a recording.
   */
  get(url: string, options?: GetOptions): Promise<Fetched>;
  /**
   * Asks whether something lies there, without taking it.
   *
   * @throws OsdexError as `get` does.
   */
  look(url: string): Promise<Looked>;
  /** The size in bytes of what lies there, or undefined when the server does not tell. */
  sizeOf(url: string): Promise<number | undefined>;
  /**
   * The bytes of an image as they come, from one answer; at most MAX_IMAGE_BYTES. It is the whole image, unless it is
   * resumed and the server still has the same file.
   *
   * @throws OsdexError as `get`, when the first bytes are asked for or at any time after.
   */
  stream(url: string, options?: StreamOptions): AsyncIterable<Uint8Array>;
  /**
   * Where an address leads in the end, by a HEAD request that reads nothing there.
   *
   * @throws OsdexError as `get`.
   */
  locate(url: string): Promise<string>;
  /** Whether this reads a recording: then nothing found says anything about the publisher today. */
  readonly recorded: boolean;
  close(): Promise<void>;
}

/** Sums files and pages are a few kilobytes; the largest known feed has about 6 MB. */
export const MAX_BYTES = 32 * 1024 * 1024;

/** The largest known image, a DVD with every package, has about 20 GB. */
export const MAX_IMAGE_BYTES = 64 * 1024 * 1024 * 1024;

/**
 * The largest known page of links has under 1 MB. Such a page is read in one go, and every MiB of links takes about
 * 0.1 s of the whole run's time and 30 MB of memory, where its reader is linear; one that is not takes minutes.
 */
export const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/**
 * @throws OsdexError `url-refused` for what is no http or https address, names a user, or has characters that other
 *   programs read otherwise.
 */
export function parseUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw refused('an http or https address', url);
  // A URL parser drops or turns these around, so that another program would ask another address.
  if (/[\p{Cc}\\]/u.test(url)) throw refused('an address without control characters and backslashes', url);
  if (parsed.username + parsed.password !== '') throw refused('an address without a user or a password', url);
  return parsed;
}

function refused(expected: string, url: string): OsdexError {
  const told = tellAddress(url);
  return new OsdexError('url-refused', `expected ${expected}, found "${told}"`, { url: told });
}
