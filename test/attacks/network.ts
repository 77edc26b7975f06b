import type { TestContext } from 'node:test';
import { Agent, buildConnector, fetch } from 'undici';
import { startTestServer } from '../test-server.ts';
import type { Answer } from '../test-server.ts';

/** An internet of a few hosts for a client that asks them by name or number, all of them on the loopback. */
export interface Network {
  /** The platform's fetch on this network: it follows redirects, as ever. */
  fetch(url: string): Promise<string>;
  /** Where connections were made to, such as `https://images.example`. */
  connections: string[];
}

/**
 * The network ends with the test.
 *
 * @param hosts who answers, by origin.
 */
export async function startNetwork(
  t: TestContext,
  hosts: Readonly<Record<string, Answer>>,
): Promise<Network> {
  const serve = async (scheme: string): Promise<URL> => {
    const { origin } = await startTestServer(t, (request, response, count) => {
      const answer = hosts[`${scheme}//${request.headers.host}`];
      if (answer === undefined) response.writeHead(404).end();
      else answer(request, response, count);
    });
    return new URL(origin);
  };
  const servers = new Map([
    ['http:', await serve('http:')],
    ['https:', await serve('https:')],
  ]);
  const connections: string[] = [];
  const connect = buildConnector({});
  const agent = new Agent({
    connect({ protocol, hostname: host, ...options }, callback) {
      connections.push(`${protocol}//${host}`);
      const { hostname, port } = servers.get(protocol) ?? { hostname: '', port: '' };
      connect({ ...options, protocol: 'http:', hostname, host: hostname, port }, callback);
    },
  });
  t.after(() => agent.destroy());
  return {
    connections,
    fetch: async (url) => (await fetch(url, { dispatcher: agent })).text(),
  };
}

/** Leads to another address. */
export function redirectTo(location: string): Answer {
  return (_, response) => response.writeHead(302, { location }).end();
}

/** Has this text. */
export function serve(text: string): Answer {
  return (_, response) => response.end(text);
}
