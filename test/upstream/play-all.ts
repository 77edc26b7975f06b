import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf } from '../../core/error.ts';
import { loadSource } from '../../core/source/source-files.ts';
import type { Source } from '../../core/source/source.ts';
import { loadFixtures } from './fixture/load-fixtures.ts';
import { rehearse } from './fixture/rehearse.ts';
import { PUBLISHER_NAMES } from './publishers/registry.ts';
import { startUpstream } from './upstream.ts';
import type { Upstream } from './upstream.ts';

export const SOURCES = fileURLToPath(new URL('../../sources/', import.meta.url));
export const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Publishers on the loopback, the sources that were written for them, and why some are not there. */
export interface Played {
  upstream: Upstream;
  /** As they were written, with the keys of the stand-ins and what is played. */
  sources: Map<string, Source>;
  /** What keeps a product from being played, by its name. */
  problems: Map<string, string>;
}

/**
 * Plays products from code and from their fixtures; one with a mistake stands in no other's way.
 *
 * @param folder where the sources are written.
 */
export async function playAll(
  products: readonly string[],
  folder: string,
  { now, years }: { now: Date; years?: number },
): Promise<Played> {
  const problems = new Map<string, string>();
  const only: string[] = [];
  for (const product of (await productsIn(FIXTURES)).filter((name) => products.includes(name))) {
    await telling(product, problems, async () => {
      for (const fixture of await loadFixtures(FIXTURES, [product])) rehearse(fixture, now);
      only.push(product);
    });
  }
  const publishers = PUBLISHER_NAMES.filter((name) => products.includes(name));
  const fixtures = years === undefined ? { only } : { only, years };
  const upstream = await startUpstream({ now, publishers, fixtures });
  const sources = new Map<string, Source>();
  for (const product of new Set([...publishers, ...only])) {
    await telling(product, problems, async () => {
      await upstream.writeSources(folder, product);
      sources.set(product, await loadSource(join(folder, `${product}.yaml`)));
    });
  }
  return { upstream, sources, problems };
}

/** The names of the YAML files in a folder. */
export async function productsIn(folder: string): Promise<string[]> {
  const files = await readdir(folder);
  return files
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .toSorted();
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
