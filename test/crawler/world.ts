import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openProduct } from '../../core/catalog.ts';
import { createHttpFetcher } from '../../core/http-fetcher.ts';
import { openKeyStore } from '../../core/keyring.ts';
import type { Build } from '../../core/release.ts';
import { parseSelector } from '../../core/selector.ts';
import { loadSources } from '../../core/source-files.ts';
import { crawl } from '../../crawler/crawl.ts';
import type { CrawlReport } from '../../crawler/crawl.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream, UpstreamOptions } from '../upstream/upstream.ts';

/** Publishers on the loopback with a catalog of them. */
export interface World {
  upstream: Upstream;
  sources: string;
  catalog: string;
  /** Crawls as the command does; `now` is a fixed day unless another is given. */
  crawl(options?: {
    select?: string;
    now?: Date;
    dryRun?: boolean;
    signal?: AbortSignal;
  }): Promise<CrawlReport>;
  /** Every catalog file with its bytes. */
  files(): Promise<Record<string, string>>;
  builds(product: string, release: string, stream: string): Promise<Build[]>;
}

export const NOW = new Date('2026-03-20T12:00:00Z');

/** The world ends with the test. */
export async function makeWorld(t: TestContext, options: UpstreamOptions = {}): Promise<World> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({ now: NOW, ...options });
  t.after(upstream.close);
  const sources = join(folder, 'sources');
  const catalog = join(folder, 'catalog');
  await upstream.writeSources(sources);
  return {
    upstream,
    sources,
    catalog,
    async crawl({ select, now = NOW, dryRun = false, signal } = {}) {
      const fetcher = createHttpFetcher({
        userAgent: 'osdex-test',
        cacheDirectory: join(folder, 'cache'),
        replayOrigin: upstream.origin,
        retryDelayMs: 1,
        signal,
      });
      try {
        return await crawl({
          loaded: await loadSources(sources),
          keys: openKeyStore(join(sources, 'keys')),
          catalog,
          fetcher,
          now: () => now,
          select: select === undefined ? undefined : parseSelector(select),
          dryRun,
          signal,
        });
      } finally {
        await fetcher.close();
      }
    },
    async files() {
      const names = (await readdir(catalog, { recursive: true }))
        .filter((name) => name.endsWith('.yaml'))
        .sort();
      const texts = await Promise.all(names.map((name) => readFile(join(catalog, name), 'utf8')));
      return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
    },
    async builds(product, release, stream) {
      const found = await (await openProduct(catalog, product)).findRelease(release);
      return found?.builds.filter((build) => build.stream === stream) ?? [];
    },
  };
}
