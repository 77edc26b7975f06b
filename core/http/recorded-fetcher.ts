import { readFile, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { OsdexError } from '../error.ts';
import type { Fetched, Fetcher, GetOptions } from './fetcher.ts';
import { MAX_BYTES, parseUrl } from './fetcher.ts';

/**
 * Takes `https://HOST/PATH` from `directory/HOST/PATH` (a path that ends in a slash from its `index.html`).
 * What is not there is a 404; nothing reaches the network.
 */
export function createRecordedFetcher(directory: string): Fetcher {
  const root = resolve(directory);

  async function get(url: string, { maxBytes = MAX_BYTES }: GetOptions = {}): Promise<Fetched> {
    const path = pathOf(root, url);
    const size = await sizeOfFile(path);
    if (size === undefined) {
      const found = '404 (not recorded)';
      throw new OsdexError('not-recorded', `expected 200, found ${found}, ${url}`, { url, found });
    }
    if (size > maxBytes) {
      throw new OsdexError('too-large', `expected at most ${maxBytes} bytes, found ${size}, ${url}`, {
        url,
      });
    }
    return { url, bytes: await readFile(path) };
  }

  return {
    get,
    sizeOf: async (url) => sizeOfFile(pathOf(root, url)),
    recorded: true,
    close: async () => undefined,
  };
}

function pathOf(root: string, url: string): string {
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
