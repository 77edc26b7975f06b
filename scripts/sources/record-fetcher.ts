import { createHash } from 'node:crypto';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { Fetched, Fetcher } from '../../core/http/fetcher.ts';
import { recordingPath } from '../../core/http/recording.ts';

/** A file of a recording. */
export interface KeptFile {
  /** Relative to the recording's folder, with slashes. */
  path: string;
  url: string;
  sha256: string;
}

/** A fetcher that keeps every answer in a folder, in the layout of `--replay`. */
export interface KeepingFetcher extends Fetcher {
  /** What was kept, each address once. */
  readonly kept: ReadonlyMap<string, KeptFile>;
  /** Where addresses led that were only followed. */
  readonly led: ReadonlyMap<string, string>;
  /** Images that are signed themselves, which are neither read nor kept. */
  readonly images: ReadonlySet<string>;
  /** What could not be kept, though it was answered. */
  readonly lost: readonly OsdexError[];
}

/**
 * Keeps what a fetcher answers. Sizes are not asked for, and images not read: neither is part of a recording.
 *
 * @param directory an existing folder.
 */
export function createKeepingFetcher(fetcher: Fetcher, directory: string): KeepingFetcher {
  const root = resolve(directory);
  const kept = new Map<string, KeptFile>();
  const led = new Map<string, string>();
  const images = new Set<string>();
  const lost: OsdexError[] = [];
  const writing = new Map<string, Promise<void>>();

  async function keep({ url, bytes }: Fetched): Promise<void> {
    const path = recordingPath(root, url);
    try {
      await mkdir(dirname(path), { recursive: true });
      await requireInside(root, dirname(path), url);
      await writeFile(path, bytes);
    } catch (cause) {
      if (cause instanceof OsdexError) throw cause;
      const message = `expected to write ${path} for ${url}, found: ${reasonOf(cause)}`;
      throw new OsdexError('write-failed', message, { url, path, cause });
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    kept.set(url, { path: relative(root, path).split(sep).join('/'), url, sha256 });
  }

  return {
    ...fetcher,
    kept,
    led,
    images,
    lost,
    async get(url, options) {
      const answer = await fetcher.get(url, options);
      const written = writing.get(url) ?? keep(answer);
      writing.set(url, written);
      await written.catch((error: unknown) => {
        if (!(error instanceof OsdexError)) throw error;
        if (!lost.includes(error)) lost.push(error);
      });
      return answer;
    },
    async locate(url) {
      const to = await fetcher.locate(url);
      led.set(url, to);
      return to;
    },
    sizeOf: async () => undefined,
    // oxlint-disable-next-line require-yield
    async *stream(url) {
      images.add(url);
      throw new OsdexError('not-recorded', `expected no image in a recording, found ${url}`, { url });
    },
  };
}

/** A link in the folder may lead out of it. */
async function requireInside(root: string, folder: string, url: string): Promise<void> {
  const [top, found] = await Promise.all([realpath(root), realpath(folder)]);
  if (found === top || found.startsWith(top + sep)) return;
  throw new OsdexError('url-refused', `expected a folder below ${top}, found ${found} for ${url}`, {
    url,
    path: found,
  });
}
