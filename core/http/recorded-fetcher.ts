import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OsdexError } from '../error.ts';
import type { Fetched, Fetcher, GetOptions, StreamOptions } from './fetcher.ts';
import { MAX_BYTES } from './fetcher.ts';
import { readRedirects, recordingPaths } from './recording.ts';

/**
 * Takes `https://HOST/PATH` from `directory/HOST/PATH` (a path that ends in a slash from its `index.html`), and
 * `https://HOST/PATH?QUERY` from the file whose name ends in `?` and the query, percent-encoded, where there is one.
 * Where an address leads is told by `REDIRECTS.tsv`.
 * What is not there is a 404; nothing reaches the network.
 */
export function createRecordedFetcher(directory: string): Fetcher {
  const root = resolve(directory);
  let redirects: ReturnType<typeof readRedirects> | undefined;

  async function find(url: string): Promise<{ path: string; size: number } | undefined> {
    for (const path of recordingPaths(root, url)) {
      const size = await sizeOfFile(path);
      if (size !== undefined) return { path, size };
    }
    return undefined;
  }

  async function get(url: string, { maxBytes = MAX_BYTES }: GetOptions = {}): Promise<Fetched> {
    const file = await find(url);
    if (file === undefined) throw notRecorded(url);
    if (file.size > maxBytes) {
      throw new OsdexError('too-large', `expected at most ${maxBytes} bytes, found ${file.size}, ${url}`, {
        url,
      });
    }
    return { url, bytes: await readFile(file.path) };
  }

  async function* stream(
    url: string,
    { onStart }: StreamOptions = {},
  ): AsyncGenerator<Uint8Array, void, void> {
    const file = await find(url);
    if (file === undefined) throw notRecorded(url);
    onStart?.({ firstByte: 0, sizeBytes: file.size, validator: undefined });
    yield* createReadStream(file.path);
  }

  return {
    get,
    stream,
    look: async (url) => {
      const file = await find(url);
      if (file === undefined) throw notRecorded(url);
      return { sizeBytes: file.size };
    },
    async locate(url) {
      const found = (await (redirects ??= readRedirects(root))).get(url);
      if (found === undefined) throw notRecorded(url);
      return found;
    },
    sizeOf: async (url) => (await find(url))?.size,
    recorded: true,
    close: async () => undefined,
  };
}

function notRecorded(url: string): OsdexError {
  const found = '404 (not recorded)';
  return new OsdexError('not-recorded', `expected 200, found ${found}, ${url}`, { url, found });
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
