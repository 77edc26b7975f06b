import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openProduct } from '../../core/catalog/catalog.ts';
import type { HttpOptions } from '../../core/http/http-fetcher.ts';
import { createHttpFetcher } from '../../core/http/http-fetcher.ts';
import { openKeyStore } from '../../core/trust/keyring.ts';
import type { Build } from '../../core/release.ts';
import { parseSelector } from '../../core/selector.ts';
import { loadSources } from '../../core/source/source-files.ts';
import { DAY_MS } from '../../core/day.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { crawl } from '../../crawler/crawl.ts';
import type { CrawlReport } from '../../crawler/crawl.ts';
import type { CrawlEvent, CrawlOptions } from '../../crawler/crawl-source.ts';
import { walkHistory } from '../../crawler/history.ts';
import type { HistoryOptions, HistoryReport } from '../../crawler/history.ts';
import { checkLinks } from '../../crawler/links.ts';
import type { LinksReport } from '../../crawler/links-report.ts';

/** The day it is in these tests. */
export const NOW = new Date('2026-03-20T12:00:00Z');

export interface CrawlChoice {
  select?: string;
  /** A fixed day where it is not said. */
  now?: Date;
  dryRun?: boolean;
  signal?: AbortSignal;
  http?: Partial<HttpOptions>;
  withoutImages?: boolean;
  afresh?: boolean;
  onEvent?: (event: CrawlEvent) => void;
}

export interface LinksChoice extends Omit<CrawlChoice, 'onEvent'> {
  every?: number;
  limit?: number;
  all?: boolean;
  acceptGone?: boolean;
  /** Instead of one that asks the publishers. */
  fetcher?: Fetcher;
}

export type HistoryChoice = CrawlChoice & Pick<HistoryOptions, 'since' | 'limit' | 'onStep'>;

/** A catalog that is crawled as the command does it. */
export interface CatalogUnderTest {
  /** Where `https://HOST/PATH` is served as `/HOST/PATH`. */
  origin: string;
  sources: string;
  catalog: string;
  crawl(choice?: CrawlChoice): Promise<CrawlReport>;
  /** Checks all addresses that are recorded, unless a choice says otherwise. */
  links(choice?: LinksChoice): Promise<LinksReport>;
  history(choice?: HistoryChoice): Promise<HistoryReport>;
  /** Every catalog file with its bytes. */
  files(): Promise<Record<string, string>>;
  /** Every catalog file but the health record. */
  records(): Promise<Record<string, string>>;
  builds(product: string, release: string, stream: string): Promise<Build[]>;
}

/** @param origin where `https://HOST/PATH` is served as `/HOST/PATH`. */
export function catalogUnderTest(folder: string, origin: string): CatalogUnderTest {
  const sources = join(folder, 'sources');
  const catalog = join(folder, 'catalog');
  async function files(): Promise<Record<string, string>> {
    const names = (await readdir(catalog, { recursive: true }))
      .filter((name) => name.endsWith('.yaml'))
      .sort();
    const texts = await Promise.all(names.map((name) => readFile(join(catalog, name), 'utf8')));
    return Object.fromEntries(names.map((name, index) => [name, texts[index] ?? '']));
  }
  const openFetcher = ({ signal, http }: CrawlChoice): Fetcher =>
    createHttpFetcher({
      userAgent: 'osdex-test',
      cacheDirectory: join(folder, 'cache'),
      replayOrigin: origin,
      retryDelayMs: 1,
      signal,
      ...http,
    });
  async function run<T>(choice: CrawlChoice, work: (options: CrawlOptions) => Promise<T>): Promise<T> {
    const { select, now = NOW, dryRun = false, signal } = choice;
    const fetcher = openFetcher(choice);
    try {
      return await work({
        loaded: await loadSources(sources),
        keys: openKeyStore(join(sources, 'keys')),
        catalog,
        fetcher,
        now: () => now,
        select: select === undefined ? undefined : parseSelector(select),
        dryRun,
        signal,
        withoutImages: choice.withoutImages ?? false,
        afresh: choice.afresh ?? false,
        ...(choice.onEvent && { onEvent: choice.onEvent }),
      });
    } finally {
      await fetcher.close();
    }
  }
  return {
    origin,
    sources,
    catalog,
    files,
    async links({ select, now = NOW, every = 30, limit = 10_000, all = true, ...choice } = {}) {
      const fetcher = choice.fetcher ?? openFetcher(choice);
      try {
        return await checkLinks({
          loaded: await loadSources(sources),
          catalog,
          now: () => now,
          select: select === undefined ? undefined : parseSelector(select),
          everyMs: every * DAY_MS,
          limit,
          all,
          ...choice,
          fetcher,
        });
      } finally {
        await fetcher.close();
      }
    },
    crawl: (choice = {}) => run(choice, crawl),
    history: ({ since, limit, onStep, ...choice } = {}) =>
      run(choice, (options) => walkHistory({ ...options, since, limit, ...(onStep && { onStep }) })),
    async records() {
      const { 'health.yaml': _, ...records } = await files();
      return records;
    },
    async builds(product, release, stream) {
      const found = await (await openProduct(catalog, product)).findRelease(release);
      return found?.builds.filter((build) => build.stream === stream) ?? [];
    },
  };
}
