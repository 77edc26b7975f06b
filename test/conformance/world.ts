import { access, cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Release } from '../../core/release.ts';
import { loadSource } from '../../core/source/source-files.ts';
import type { Source } from '../../core/source/source.ts';
import { reasonOf } from '../../core/error.ts';
import type { CrawlReport } from '../../crawler/crawl.ts';
import { catalogUnderTest } from '../crawler/catalog-under-test.ts';
import { loadFixtures } from '../upstream/fixture/load-fixtures.ts';
import { rehearse } from '../upstream/fixture/rehearse.ts';
import { PUBLISHER_NAMES } from '../upstream/publishers/registry.ts';
import { startUpstream } from '../upstream/upstream.ts';
import type { Upstream } from '../upstream/upstream.ts';

/** The day it is in this suite: no fixture tells of a later one. */
export const NOW = new Date('2026-12-01T12:00:00Z');

export const SOURCES = fileURLToPath(new URL('../../sources/', import.meta.url));
export const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** A catalog that was crawled, and what the crawl said. */
export interface Crawled {
  report: CrawlReport;
  /** Every catalog file but the health record, with its bytes. */
  files: Record<string, string>;
  releases(product: string): Release[];
}

/** Every publisher on the loopback, the sources that were written for them, and why some are not there. */
export interface Stage {
  upstream: Upstream;
  /** As they were written, with the keys of the stand-ins and what is played. */
  sources: Map<string, Source>;
  /** What keeps a product from being played, by its name. */
  problems: Map<string, string>;
  /** Crawls into the catalog of this name, which is new at the first time. */
  crawl(catalog: string): Promise<Crawled>;
}

/** The products of `sources/`, or those that OSDEX_PRODUCTS names. */
export async function productsUnderTest(): Promise<string[]> {
  const wanted = process.env['OSDEX_PRODUCTS']?.split(',');
  return (await namesIn(SOURCES)).filter((product) => wanted?.includes(product) ?? true);
}

export async function fixtureNames(): Promise<string[]> {
  return namesIn(FIXTURES);
}

async function namesIn(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();
}

/** Plays every product whose fixture can be read; one with a mistake stands in no other's way. */
export async function setStage(folder: string, products: readonly string[]): Promise<Stage> {
  const problems = new Map<string, string>();
  const only: string[] = [];
  for (const product of (await fixtureNames()).filter((name) => products.includes(name))) {
    await telling(product, problems, async () => {
      for (const fixture of await loadFixtures(FIXTURES, [product])) rehearse(fixture, NOW);
      only.push(product);
    });
  }
  const publishers = PUBLISHER_NAMES.filter((name) => products.includes(name));
  const upstream = await startUpstream({ now: NOW, publishers, fixtures: { only } });
  const written = join(folder, 'sources');
  const sources = new Map<string, Source>();
  for (const product of new Set([...publishers, ...only])) {
    await telling(product, problems, async () => {
      await upstream.writeSources(written, product);
      sources.set(product, await loadSource(join(written, `${product}.yaml`)));
    });
  }

  return {
    upstream,
    sources,
    problems,
    async crawl(catalog) {
      const place = join(folder, catalog);
      const underTest = catalogUnderTest(place, upstream.origin);
      const isNew = await access(place).then(
        () => false,
        () => true,
      );
      if (isNew) await cp(written, underTest.sources, { recursive: true });
      const report = await underTest.crawl({ now: NOW });
      const files = await underTest.records();
      const { products: read } = await readCatalog(underTest.catalog);
      const releases = new Map(read.map(({ product, releases: all }) => [product.product, all]));
      return { report, files, releases: (product) => [...(releases.get(product) ?? [])] };
    },
  };
}

/** Does something for a product, and keeps why it could not be done. */
export async function telling(
  product: string,
  problems: Map<string, string>,
  act: () => unknown,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    problems.set(product, reasonOf(error));
  }
}
