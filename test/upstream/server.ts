import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { flood } from '../flood.ts';
import type { Fault, Faults } from './fault.ts';
import { encodeReply, replyWith } from './reply.ts';
import type { Reply } from './reply.ts';
import type { RequestLog } from './request-log.ts';
import type { Found } from './stage.ts';
import { withOtherBit } from './tampering.ts';

/** What the publishers have at a path `HOST/PATH`, and for what is asked of it. */
type Lookup = (path: string, query: string) => Promise<Found>;

export interface UpstreamServer {
  origin: string;
  close(): Promise<void>;
}

interface ServerOptions {
  lookup: Lookup;
  faults: Faults;
  log: RequestLog;
  /** Asked for each request, before the first byte of its answer. */
  latencyMs(): number;
}

/** Longer than a crawl's pauses, so that a connection is never closed while its next request is under way. */
const KEEP_ALIVE_MS = 60_000;

/** Serves `/HOST/PATH` on a free port of the loopback. */
export async function startServer(options: ServerOptions): Promise<UpstreamServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    serve(request, response, options, gone.signal).catch((error: unknown) => {
      // A defect here must not look like a publisher's fault.
      if (!gone.signal.aborted) queueMicrotask(() => rethrow(error));
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { lookup, faults, log, latencyMs }: ServerOptions,
  gone: AbortSignal,
): Promise<void> {
  const path = pathOf(request.url ?? '/');
  const query = /\?([^#]*)/.exec(request.url ?? '')?.[1] ?? '';
  const slash = path.indexOf('/');
  const logged = {
    method: request.method ?? '',
    host: slash < 0 ? path : path.slice(0, slash),
    path: slash < 0 ? '' : path.slice(slash),
    status: 0,
    conditional: 'if-none-match' in request.headers || 'if-modified-since' in request.headers,
    at: Date.now(),
  };
  const { end } = log.begin(logged);
  response.once('close', end);
  const fault = faults.take(path);
  if (latencyMs() > 0) await wait(latencyMs(), undefined, { signal: gone });
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'reset') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'headers' || fault?.kind === 'interim') {
    const [first, then] = FLOODS[fault.kind];
    request.socket.write(first);
    flood(request.socket, Buffer.from(then.repeat(100)));
    return;
  }
  const reply =
    faultyReply(fault) ?? encoded(replyTo(request, path, await lookup(path, query), fault), fault);
  logged.status = reply.status;
  await send(request, response, reply, fault, gone);
}

/** What is written instead of an answer: once, and then without an end. */
const FLOODS = {
  headers: ['HTTP/1.1 200 OK\r\n', 'x-flood: a header that nobody reads\r\n'],
  interim: ['', 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n'],
} as const;

function encoded(reply: Reply, fault: Fault | undefined): Reply {
  if (reply.status !== 200) return reply;
  if (fault?.kind === 'bomb') return encodeReply({ ...reply, body: Buffer.alloc(fault.bytes) }, 'gzip');
  return fault?.kind === 'encoded' ? encodeReply(reply, fault.coding, fault.damaged) : reply;
}

function rethrow(error: unknown): never {
  throw error;
}

function pathOf(url: string): string {
  try {
    return decodeURIComponent(url.replace(/[?#].*$/, '').slice(1));
  } catch {
    return '';
  }
}

function replyTo(
  { method, headers }: IncomingMessage,
  path: string,
  found: Found,
  fault: Fault | undefined,
): Reply {
  if (method !== 'GET' && method !== 'HEAD') return plainReply(405);
  if (found === undefined) return plainReply(404);
  // Relative, so that it holds at the publisher's address and at the loopback's alike.
  if (found === 'folder') return plainReply(301, { location: `${path.slice(path.lastIndexOf('/') + 1)}/` });
  if ('to' in found) return plainReply(302, { location: found.to });
  return replyWith(
    fault?.kind === 'corrupt' ? { ...found, bytes: withOtherBit(found.bytes) } : found,
    headers,
  );
}

function faultyReply(fault: Fault | undefined): Reply | undefined {
  if (fault?.kind === 'redirect') return plainReply(fault.status ?? 302, { location: fault.to });
  if (fault?.kind !== 'status') return undefined;
  return plainReply(fault.status, fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter });
}

/** Publishers answer with a page where there is nothing, which must not be taken for what was asked for. */
function plainReply(status: number, headers: Record<string, string> = {}): Reply {
  const body = Buffer.from(
    `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body>${status}</body></html>\n`,
  );
  return {
    status,
    headers: { 'content-type': 'text/html', 'content-length': body.length, ...headers },
    body,
  };
}

const PIECE_BYTES = 64;
const PAUSE_MS = 50;

async function send(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: Reply,
  fault: Fault | undefined,
  gone: AbortSignal,
): Promise<void> {
  if (fault?.kind === 'endless') delete headers['content-length'];
  response.writeHead(status, headers);
  if (method === 'HEAD' || body.length === 0) {
    response.end();
  } else if (fault?.kind === 'cut') {
    response.write(body.subarray(0, body.length / 2), () => response.destroy());
  } else if (fault?.kind === 'longer') {
    response.end(Buffer.concat([body, Buffer.from('and more')]));
  } else if (fault?.kind === 'slow') {
    for (let start = 0; start < body.length; start += PIECE_BYTES) {
      response.write(body.subarray(start, start + PIECE_BYTES));
      await wait(fault.pauseMs ?? PAUSE_MS, undefined, { signal: gone });
    }
    response.end();
  } else if (fault?.kind === 'endless') {
    while (!gone.aborted) {
      if (response.write(body)) await wait(0, undefined, { signal: gone });
      else await drained(response, gone);
    }
  } else {
    response.end(body);
  }
}

function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    response.once('drain', resolve);
    gone.addEventListener('abort', () => resolve(), { once: true });
  });
}
