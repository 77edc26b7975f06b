import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { OsdexError } from '../error.ts';
import type { Fetched, Fetcher, GetOptions } from './fetcher.ts';
import { MAX_BYTES, parseUrl } from './fetcher.ts';

/**
 * Takes `https://HOST/PATH` from `directory/HOST/PATH` (a path that ends in a slash from its `index.html`), and
 * `https://HOST/PATH?QUERY` from the file whose name
 * ends in `?` and the query, percent-encoded, where there is one.
 * What is not there is a 404; nothing reaches the network.
 */
export function createRecordedFetcher(directory: string): Fetcher {
  const root = resolve(directory);

  async function find(url: string): Promise<{ path: string; size: number } | undefined> {
    for (const path of pathsOf(root, url)) {
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

  async function* stream(url: string): AsyncGenerator<Uint8Array, void, void> {
    const file = await find(url);
    if (file === undefined) throw notRecorded(url);
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
    // Where an address led is no file that could be recorded.
    locate: async (url) => Promise.reject(notRecorded(url)),
    sizeOf: async (url) => (await find(url))?.size,
    recorded: true,
    close: async () => undefined,
  };
}

function notRecorded(url: string): OsdexError {
  const found = '404 (not recorded)';
  return new OsdexError('not-recorded', `expected 200, found ${found}, ${url}`, { url, found });
}

/** Where an address may be recorded: with its query, and without, where the query only sorts or the like. */
function pathsOf(root: string, url: string): string[] {
  const { search } = parseUrl(url);
  const plain = recordedPath(root, url);
  return search === '' ? [plain] : [`${plain}?${encodeURIComponent(search.slice(1))}`, plain];
}

function recordedPath(root: string, url: string): string {
  const { hostname, pathname } = parseUrl(url);
  const path = join(root, hostname, decodePath(pathname), pathname.endsWith('/') ? 'index.html' : '');
  if (path.startsWith(root + sep)) return path;
  throw new OsdexError('url-refused', `expected a path below ${root}, found ${url}`, { url });
}

/** A path that is no UTF-8 once decoded can name no recorded file: it is taken as it stands. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
