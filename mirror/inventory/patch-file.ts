import { constants } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { hashFile } from '../../core/piece-hashes.ts';
import type { ByteRange } from './byte-ranges.ts';

/** What is to be made of a file with bad bytes. */
export interface Patch {
  /** The file that is bad here and there; it stays as it is. */
  from: string;
  /** Where the good one is to be; nothing may be there. */
  to: string;
  /** Of the good one. */
  digest: string;
  sizeBytes: number;
  ranges: readonly ByteRange[];
  urls: readonly string[];
}

export interface PatchMeans {
  fetcher: Fetcher;
  onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
  /** Told why a place was given up. */
  onTrouble?: ((error: OsdexError) => void) | undefined;
}

/**
 * Makes a copy of a file with its bad bytes fetched anew, which appears only when it is proven as a whole.
 *
 * @returns the address that the bytes are from; undefined where no place has them, or answers with parts of a file.
 * @throws OsdexError `stopped`, `write-failed`.
 */
export async function patchFile(patch: Patch, means: PatchMeans): Promise<string | undefined> {
  const { from, to, digest, sizeBytes, ranges, urls } = patch;
  const draft = `${to}.patch`;
  try {
    await writing(draft, async () => {
      await copyFile(from, draft, constants.COPYFILE_FICLONE);
    });
    for (const url of urls) {
      try {
        await fetchRanges(url, draft, patch, means);
        if (await isProven(draft, digest)) {
          await writing(to, () => rename(draft, to));
          return url;
        }
        const told = ranges.length === 0 ? 'its copy' : `what came from ${url}`;
        means.onTrouble?.(
          new OsdexError('digest-mismatch', `expected ${digest} with ${told}, found another`, { url }),
        );
      } catch (error) {
        if (!(error instanceof OsdexError) || error.code === 'stopped' || error.code === 'write-failed')
          throw error;
        means.onTrouble?.(error);
      }
    }
    return undefined;
  } finally {
    await rm(draft, { force: true });
  }

  async function fetchRanges(url: string, path: string, of: Patch, { fetcher, onProgress }: PatchMeans) {
    const file = await writing(path, () => open(path, 'r+'));
    try {
      await writing(path, () => file.truncate(sizeBytes));
      const totalBytes = of.ranges.reduce(
        (sum, { firstByte, lastByte }) => sum + lastByte - firstByte + 1,
        0,
      );
      let doneBytes = 0;
      for (const range of of.ranges)
        await fetchRange(fetcher, url, range, file, path, (bytes) => {
          doneBytes += bytes;
          onProgress?.(doneBytes, totalBytes);
        });
      await writing(path, () => file.sync());
    } finally {
      await file.close();
    }
  }
}

async function fetchRange(
  fetcher: Fetcher,
  url: string,
  { firstByte, lastByte }: ByteRange,
  file: FileHandle,
  path: string,
  onBytes: (bytes: number) => void,
): Promise<void> {
  let position: number | undefined;
  const resume = { fromByte: firstByte, toByte: lastByte };
  const chunks = fetcher.stream(url, { resume, onStart: (start) => (position = start.firstByte) });
  let next = firstByte;
  for await (const chunk of chunks) {
    if (position !== firstByte) throw withoutRanges(url);
    // A place that sends more than it was asked for has the file as well.
    const wanted = chunk.subarray(0, lastByte + 1 - next);
    await writing(path, () => file.write(wanted, 0, wanted.length, next));
    next += wanted.length;
    onBytes(wanted.length);
    if (next > lastByte) break;
  }
  if (next <= lastByte) {
    const found = `the end at ${next}`;
    throw new OsdexError('size-conflict', `expected bytes up to ${lastByte}, found ${found}, ${url}`, {
      url,
      found,
    });
  }
}

async function isProven(path: string, digest: string): Promise<boolean> {
  const { algorithm = 'sha256' } = parseDigest(digest) ?? {};
  return (await hashFile(path, { algorithms: [algorithm] })).digests.some((found) => found === digest);
}

async function writing<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new OsdexError('write-failed', `expected to write ${path}, found: ${reasonOf(cause)}`, {
      path,
      cause,
    });
  }
}

function withoutRanges(url: string): OsdexError {
  return new OsdexError('http-status', `expected a part of the file, found the whole of it, ${url}`, { url });
}
