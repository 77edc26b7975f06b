import { decodePercent } from '../core/names.ts';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { headersFor, readHeaderRules } from './site-headers.ts';
import type { HeaderRule } from './site-headers.ts';

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

/** Types of text, which shrinks to a fifth on its way. */
const COMPRESSED = /^text\/|json|xml|yaml/;

/** Of 11: what a server can do for each request, near what hosts that compress ahead reach. */
const BROTLI_QUALITY = 5;

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

/** Shows a built site on this machine, as any static host would: compressed, and with the headers that it asks for. */
export async function serveSite(
  directory: string,
  { port = 0, base = '/' }: ServeOptions = {},
): Promise<SiteServer> {
  const site: Site = {
    root: resolve(directory),
    prefix: `/${base}/`.replaceAll(/\/+/g, '/'),
    rules: await readHeaderRules(directory),
  };
  const server = createServer((request, response) => {
    // A reader who leaves, or a file that is gone, ends one answer and nothing else.
    answer(site, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', done);
  });
  const { port: taken } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${taken}${site.prefix}`, close: () => close(server) };
}

interface Site {
  root: string;
  /** The base path, with a slash at both ends. */
  prefix: string;
  rules: HeaderRule[];
}

async function answer(
  { root, prefix, rules }: Site,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [pathname = '/'] = (request.url ?? '/').split(/[?#]/, 1);
  const file = pathname.startsWith(prefix) ? await findFile(root, pathname.slice(prefix.length)) : undefined;
  const path = file ?? (await findFile(root, '404.html'));
  if (path === undefined) {
    response.writeHead(404, { 'content-type': 'text/plain' }).end('Not found\n');
    return;
  }
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const encoding = COMPRESSED.test(type) ? encodingFor(request) : undefined;
  response.writeHead(file === undefined ? 404 : 200, {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    ...headersFor(rules, pathname),
    vary: 'accept-encoding',
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  });
  if (request.method === 'HEAD') response.end();
  else await send(path, encoding, response);
}

async function send(path: string, encoding: Encoding | undefined, response: ServerResponse): Promise<void> {
  const bytes = createReadStream(path);
  if (encoding === undefined) await pipeline(bytes, response);
  else await pipeline(bytes, ENCODINGS[encoding](), response);
}

const ENCODINGS = {
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: () => createGzip(),
};
type Encoding = keyof typeof ENCODINGS;

/** The best that the reader takes. */
function encodingFor(request: IncomingMessage): Encoding | undefined {
  const taken = String(request.headers['accept-encoding'] ?? '').split(/\s*,\s*/);
  return (['br', 'gzip'] as const).find((encoding) => taken.includes(encoding));
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
