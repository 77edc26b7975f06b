import type { TestContext } from 'node:test';
import type { Fetcher } from '../core/http/fetcher.ts';
import { createHttpFetcher } from '../core/http/http-fetcher.ts';
import type { HttpOptions } from '../core/http/http-fetcher.ts';
import { startTestServer } from './test-server.ts';
import type { Answer, TestServer } from './test-server.ts';

export const URL_A = 'https://a.example/SHA256SUMS';

/** A fetcher that finds the whole internet behind one server. */
export async function upstream(
  t: TestContext,
  answer: Answer,
  options: Partial<HttpOptions> = {},
): Promise<TestServer & { fetcher: Fetcher }> {
  const server = await startTestServer(t, answer);
  return { ...server, fetcher: fetcherOf(t, server, options) };
}

/** A fetcher that is closed when the test ends. */
export function fetcherOf(
  t: TestContext,
  server: Pick<TestServer, 'origin'>,
  options: Partial<HttpOptions> = {},
): Fetcher {
  const fetcher = openFetcher(server, options);
  t.after(() => fetcher.close());
  return fetcher;
}

export function openFetcher({ origin }: Pick<TestServer, 'origin'>, options: Partial<HttpOptions>): Fetcher {
  return createHttpFetcher({ userAgent: 'osdex-test', replayOrigin: origin, retryDelayMs: 1, ...options });
}

export async function textOf(fetcher: Fetcher, url = URL_A, remember = false): Promise<string> {
  const { bytes } = await fetcher.get(url, { remember });
  return Buffer.from(bytes).toString();
}

export function paths({ requests }: TestServer): string[] {
  return requests.map(({ path }) => path);
}
