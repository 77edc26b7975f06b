import { readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { OsdexError } from '../error.ts';
import { decodePercent } from '../names.ts';
import { parseUrl } from './fetcher.ts';

/** What lies in a recording: `path`, `url`, `recorded`, `sha256` in columns. */
export const MANIFEST_FILE = 'MANIFEST.tsv';
/** Where addresses led that redirect, which no file of their own could tell: `url`, `leads to` in columns. */
export const REDIRECTS_FILE = 'REDIRECTS.tsv';

/**
 * Where an address is recorded: `https://HOST/PATH` at `root/HOST/PATH` (a path that ends in a slash at its
 * `index.html`), a query percent-encoded behind a `?`.
 *
 * @param root an absolute path.
 * @throws OsdexError `url-refused` for an address that would lie elsewhere.
 */
export function recordingPath(root: string, url: string): string {
  const { search } = parseUrl(url);
  const plain = pathWithoutQuery(root, url);
  return search === '' ? plain : `${plain}?${encodeURIComponent(search.slice(1))}`;
}

/** Where an address may be found: with its query, and without, where the query only sorts or the like. */
export function recordingPaths(root: string, url: string): string[] {
  return [...new Set([recordingPath(root, url), pathWithoutQuery(root, url)])];
}

/** Where the addresses led that redirect. */
export async function readRedirects(root: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(join(root, REDIRECTS_FILE), 'utf8').catch(() => '');
  const rows = text.split('\n').map((line) => line.split('\t'));
  return new Map(rows.flatMap(([from, to]) => (from && to?.startsWith('http') ? [[from, to] as const] : [])));
}

function pathWithoutQuery(root: string, url: string): string {
  const { hostname, pathname } = parseUrl(url);
  const host = join(root, hostname);
  // A path that is no UTF-8 once decoded can name no recorded file: it is taken as it stands.
  const path = join(host, decodePercent(pathname) ?? pathname, pathname.endsWith('/') ? 'index.html' : '');
  // A slash that was encoded could lead out of the folder, or into that of another host.
  if (host !== root && path.startsWith(host + sep)) return path;
  throw new OsdexError('url-refused', `expected a path below ${root}, found ${url}`, { url });
}
