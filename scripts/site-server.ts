import { decodePercent } from '../core/names.ts';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.yaml': 'application/yaml; charset=utf-8',
  '.atom': 'application/atom+xml; charset=utf-8',
  '.rss': 'application/rss+xml; charset=utf-8',
  '.xml': 'application/xml; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.sh': 'text/x-shellscript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.asc': 'text/plain; charset=utf-8',
};

/** A running server of plain files. */
export interface SiteServer {
  url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any that is free. */
  port?: number;
  /** Path below which the site was built, such as `/osdex/`; nothing is outside of it. */
  base?: string;
}

/** Shows a built site on this machine, as any static host would. */
export async function serveSite(
  directory: string,
  { port = 0, base = '/' }: ServeOptions = {},
): Promise<SiteServer> {
  const root = resolve(directory);
  const prefix = `/${base}/`.replaceAll(/\/+/g, '/');
  const server = createServer((request, response) => {
    void answer(root, prefix, request, response);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}${prefix}`, close: () => close(server) };
}

async function answer(
  root: string,
  prefix: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [pathname = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  const file = pathname.startsWith(prefix) ? await findFile(root, pathname.slice(prefix.length)) : undefined;
  const path = file ?? join(root, '404.html');
  response.writeHead(file === undefined ? 404 : 200, {
    'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
    'x-content-type-options': 'nosniff',
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(path)
      .on('error', () => response.end('Not found\n'))
      .pipe(response);
}

async function findFile(root: string, pathname: string): Promise<string | undefined> {
  const path = normalize(join(root, decodePercent(pathname) ?? pathname));
  if (path !== root && !path.startsWith(root + sep)) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  const index = join(path, 'index.html');
  return found?.isDirectory() && (await stat(index).catch(() => undefined))?.isFile() ? index : undefined;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}
