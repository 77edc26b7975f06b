import { createReadStream } from 'node:fs';
import { mkdir, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { digestOfStream } from '../core/digest.ts';
import { parseDigest } from '../core/digest-text.ts';
import { OsdexError } from '../core/error.ts';
import { takeLock } from '../core/files/lock.ts';
import { formatSize } from '../core/format-size.ts';
import type { Fetcher, StreamStart } from '../core/http/fetcher.ts';
import { partFile } from './part-file.ts';
import type { PartFile, PartWriter } from './part-file.ts';

/** A file that is to be had: what it must be, and where. */
export interface WantedFile {
  /** `sha256:<hex>` and its like. */
  digest: string;
  /** As the catalog has it; a place that tells another size is not read. */
  sizeBytes: number | undefined;
  /** Asked in this order; each is as good as the others, since the digest decides. */
  urls: readonly string[];
}

export interface FetchMeans {
  fetcher: Fetcher;
  signal?: AbortSignal | undefined;
  /** Bytes that are there, of so many where that is known. */
  onProgress?: (doneBytes: number, totalBytes: number | undefined) => void;
  /** Waited for before more is read, so that all downloads together keep to a rate. */
  rateLimit?: ((bytes: number) => Promise<void>) | undefined;
  /** Told why a place was given up, or asked again, before the next one is. */
  onTrouble?: (error: OsdexError) => void;
}

/** What came of it: `there` is a file that was whole already, for which nothing was asked. */
export type FetchOutcome = { kind: 'there' } | { kind: 'fetched'; url: string; sizeBytes: number };

/** How often one place is asked where its answers break off: each time goes on where the last one ended. */
const TRIES = 3;

/** What another place may do better. Anything else, such as a full disk, would fail there as well. */
const OTHER_PLACE = new Set([
  ...(['network', 'timeout', 'http-status', 'not-recorded', 'too-large', 'redirect-refused'] as const),
  ...(['address-refused', 'encoding-refused', 'url-refused', 'digest-mismatch', 'size-conflict'] as const),
  // A remote: it has no such file, or the program for it is not installed.
  ...(['file-missing', 'not-found'] as const),
] as string[]);

/**
 * Fetches a file to its place, where it appears only when it is whole and proven. What broke off is gone on with, at the
 * next call as well, and only with bytes of the very same file; a place whose bytes are wrong is left for the next one.
 *
 * @throws OsdexError `digest-conflict` where another file is at the place, `catalog-locked` where another process
 *   fetches it, `write-failed`, `stopped`; of the last place where none had it.
 */
export async function fetchFile(wanted: WantedFile, place: string, means: FetchMeans): Promise<FetchOutcome> {
  if (await isThere(wanted, place)) return { kind: 'there' };
  await mkdir(dirname(place), { recursive: true });
  const unlock = await takeLock(`${place}.lock`, `download of ${place}`);
  try {
    const part = partFile(place);
    const errors: OsdexError[] = [];
    for (const url of await inOrder(wanted, part)) {
      try {
        return { kind: 'fetched', url, sizeBytes: await fetchFrom(url, wanted, place, part, means) };
      } catch (error) {
        if (!(error instanceof OsdexError) || !OTHER_PLACE.has(error.code)) throw error;
        means.onTrouble?.(error);
        errors.push(error);
      }
    }
    throw nowhere(wanted, errors);
  } finally {
    await unlock();
  }
}

/** The place of which something is here already first. */
async function inOrder({ digest, urls }: WantedFile, part: PartFile): Promise<string[]> {
  const begun = (await part.rest(digest))?.note.url;
  return begun !== undefined && urls.includes(begun)
    ? [begun, ...urls.filter((url) => url !== begun)]
    : [...urls];
}

async function fetchFrom(
  url: string,
  wanted: WantedFile,
  place: string,
  part: PartFile,
  means: FetchMeans,
): Promise<number> {
  for (let tries = 1; ; tries++) {
    try {
      return await fetchOnce(url, wanted, place, part, means);
    } catch (error) {
      const isBroken = error instanceof OsdexError && (error.code === 'network' || error.code === 'timeout');
      const rest = await part.rest(wanted.digest);
      // A place that gave nothing gives nothing the next time either: the fetcher has asked it several times.
      if (!isBroken || rest?.note.url !== url || tries === TRIES) throw error;
      means.onTrouble?.(error);
    }
  }
}

async function fetchOnce(
  url: string,
  wanted: WantedFile,
  place: string,
  part: PartFile,
  { fetcher, signal, onProgress, rateLimit }: FetchMeans,
): Promise<number> {
  const { algorithm = 'sha256', hex } = parseDigest(wanted.digest) ?? {};
  const rest = await part.rest(wanted.digest);
  const resume =
    rest?.note.url === url ? { fromByte: rest.fromByte, validator: rest.note.validator } : undefined;
  let start: StreamStart = { firstByte: 0, sizeBytes: undefined, validator: undefined };
  const chunks = fetcher.stream(url, { resume, onStart: (told) => (start = told) });
  let writer: PartWriter | undefined;
  let done = 0;
  const begin = async (): Promise<PartWriter> => {
    requireSize(wanted, start, url);
    await requireRoom(place, (start.sizeBytes ?? wanted.sizeBytes ?? 0) - start.firstByte);
    // Without its note, what comes can only be begun again.
    if (start.firstByte === 0) await part.remove();
    const opened = await part.open(algorithm, start.firstByte, wanted.sizeBytes ?? start.sizeBytes);
    if (start.validator !== undefined)
      await part.note({ url, validator: start.validator, digest: wanted.digest });
    done = start.firstByte;
    return opened;
  };
  let found: string;
  try {
    for await (const chunk of chunks) {
      writer ??= await begin();
      await writer.write(chunk);
      done += chunk.length;
      if (wanted.sizeBytes !== undefined && done > wanted.sizeBytes) throw sizeConflict(wanted, 'more', url);
      onProgress?.(done, wanted.sizeBytes ?? start.sizeBytes);
      await rateLimit?.(chunk.length);
      signal?.throwIfAborted();
    }
    writer ??= await begin();
    found = await writer.end();
    writer = undefined;
  } catch (error) {
    await writer?.close();
    if (error instanceof OsdexError && error.code === 'http-status' && error.found === '416')
      await part.remove();
    if (signal?.aborted) throw stopped(part.path, done);
    throw error;
  }
  if (found !== hex) {
    await part.remove();
    const told = `${algorithm}:${found}`;
    throw new OsdexError(
      'digest-mismatch',
      `expected ${wanted.digest}, found ${told}, ${url}; nothing of it was kept`,
      { url, found: told },
    );
  }
  await part.finish();
  return done;
}

/** Whether the very file is there; another one is never written over. */
async function isThere({ digest }: WantedFile, place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  if (found === undefined) return false;
  if (found.isFile()) {
    const there = createReadStream(place) as AsyncIterable<Uint8Array>;
    if ((await digestOfStream(there, parseDigest(digest)?.algorithm)) === digest) return true;
  }
  throw new OsdexError(
    'digest-conflict',
    `expected nothing or the file ${digest} at ${place}, found something else; move it away or choose another place`,
    { path: place },
  );
}

function requireSize(wanted: WantedFile, { sizeBytes }: StreamStart, url: string): void {
  if (wanted.sizeBytes !== undefined && sizeBytes !== undefined && sizeBytes !== wanted.sizeBytes)
    throw sizeConflict(wanted, String(sizeBytes), url);
}

function sizeConflict({ sizeBytes }: WantedFile, found: string, url: string): OsdexError {
  return new OsdexError(
    'size-conflict',
    `expected ${sizeBytes} bytes as the catalog has it, found ${found}, ${url}`,
    { url, found },
  );
}

async function requireRoom(place: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(place));
  if (bytes <= bavail * bsize) return;
  throw new OsdexError(
    'write-failed',
    `expected ${formatSize(bytes)} of room for ${place}, found ${formatSize(bavail * bsize)}; make room or choose another place`,
    { path: place },
  );
}

function stopped(path: string, bytes: number): OsdexError {
  return new OsdexError(
    'stopped',
    bytes === 0
      ? 'stopped before anything had come'
      : `stopped after ${formatSize(bytes)}, which stay in ${path}; the same command goes on from there`,
  );
}

function nowhere({ digest, urls }: WantedFile, errors: readonly OsdexError[]): OsdexError {
  const [only] = errors;
  if (errors.length === 1 && only !== undefined) return only;
  const told = errors.map(({ message }) => `\n  ${message}`).join('');
  return new OsdexError(
    errors.at(-1)?.code ?? 'not-found',
    `expected ${digest} at one of ${urls.length} places, found it at none:${told}`,
  );
}
