import type { CatalogProduct } from '../core/catalog/catalog.ts';
import { selectImages } from '../core/image.ts';
import type { Selector } from '../core/selector.ts';
import { addressesOf, placeOf } from './links-build.ts';
import type { RecordedBuild } from './links-build.ts';

/** The builds of one folder: what lies together is asked for together. */
export interface Folder {
  url: string;
  /** How many addresses are asked when nothing is gone. */
  addresses: number;
  builds: RecordedBuild[];
}

/** Every build of a catalog. */
export function recordedBuilds(products: readonly CatalogProduct[]): RecordedBuild[] {
  return products.flatMap(({ releases }) =>
    releases.flatMap((release) => release.builds.map((build) => ({ release, build }))),
  );
}

/**
 * Every build that has a file that is selected.
 *
 * @param today `YYYY-MM-DD`, which decides what is still supported.
 */
export function selectedBuilds(products: CatalogProduct[], select: Selector, today: string): RecordedBuild[] {
  const catalog = { products, health: { schema: 'osdex/health/1' as const, sources: [] } };
  const images = selectImages(catalog, select, today);
  return [...new Map(images.map(({ build, release }) => [build, { release, build }])).values()];
}

/** Builds by the folder that they were last found in. */
export function foldersOf(builds: readonly RecordedBuild[]): Folder[] {
  return [...Map.groupBy(builds, ({ build }) => placeOf(build))].map(([url, group]) => ({
    url,
    addresses: new Set(group.flatMap(({ build }) => addressesOf(build))).size,
    builds: group,
  }));
}
