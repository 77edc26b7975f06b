import { readFile, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { OsdexError } from './error.ts';
import type { Fetched, Fetcher } from './fetcher.ts';
import { MAX_BYTES } from './fetcher.ts';

/**
 * Takes `https://HOST/PATH` from `directory/HOST/PATH` (a path that ends in a slash from its `index.html`).
 * What is not there is a 404; nothing reaches the network.
 */
export function createRecordedFetcher(directory: string): Fetcher {
  const root = resolve(directory);

  async function get(url: string): Promise<Fetched> {
    const path = pathOf(root, url);
    const size = await sizeOfFile(path);
    if (size === undefined) {
      throw new OsdexError('http-status', `expected 200, found 404 (not recorded), ${url}`, { url });
    }
    if (size > MAX_BYTES) {
      throw new OsdexError('too-large', `expected at most ${MAX_BYTES} bytes, found ${size}, ${url}`, {
        url,
      });
    }
    return { url, bytes: await readFile(path) };
  }

  return {
    get,
    sizeOf: (url) => sizeOfFile(pathOf(root, url)),
    recorded: true,
    close: async () => undefined,
  };
}

function pathOf(root: string, url: string): string {
  const { hostname, pathname } = new URL(url);
  const path = join(root, hostname, decodeURIComponent(pathname), pathname.endsWith('/') ? 'index.html' : '');
  if (path.startsWith(root + sep)) return path;
  throw new OsdexError('url-refused', `expected a path below ${root}, found ${url}`, { url });
}

async function sizeOfFile(path: string): Promise<number | undefined> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ? found.size : undefined;
}
