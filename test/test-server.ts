import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

export interface TestServer {
  origin: string;
  /** What was asked, in order. */
  requests: { method: string; path: string; headers: IncomingHttpHeaders }[];
}

/** How the server answers; `count` is how many requests came before this one. */
export type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => void;

/** Serves on a free port of the loopback until the test ends. */
export async function startTestServer(t: TestContext, answer: Answer): Promise<TestServer> {
  const requests: TestServer['requests'] = [];
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    answer(request, response, requests.push({ method, path, headers }) - 1);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}
