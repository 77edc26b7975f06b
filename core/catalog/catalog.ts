import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { joinBuilds } from './build-copies.ts';
import type { BuildList } from './build-copies.ts';
import { isMissing, readCatalogFile, unreadable } from './catalog-file.ts';
import { OsdexError } from '../error.ts';
import { Health, HEALTH_SCHEMA } from '../health.ts';
import { Product } from '../product.ts';
import { artifactPath, Release } from '../release.ts';
import type { Artifact, Build } from '../release.ts';
import { compareVersions } from '../version-order.ts';

/** A product of the catalog with its releases, newest first. */
export interface CatalogProduct {
  product: Product;
  releases: Release[];
}

/** All that a catalog folder holds. Products are in the order of their names. */
export interface Catalog {
  products: CatalogProduct[];
  health: Health;
}

export const HEALTH_FILE = 'health.yaml';
export const PRODUCT_FILE = 'product.yaml';
const YEAR_FILE = /^(?:\d{4}|undated)\.yaml$/;

/** The files of one product: `<product>/product.yaml`. */
export function productFile(product: string): string {
  return `${product}/${PRODUCT_FILE}`;
}

/** The file of a release's newest builds: `<product>/<release>.yaml`. */
export function releaseFile(product: string, release: string): string {
  return `${product}/${release}.yaml`;
}

/** The file of a release's older builds of one year: `<product>/<release>/<year>.yaml`. */
export function yearFile(product: string, release: string, year: string): string {
  return `${product}/${release}/${year}.yaml`;
}

/**
 * Reads a whole catalog folder; a folder that is not there is an empty catalog.
 *
 * @throws OsdexError `catalog-invalid` with file, line and field.
 */
export async function readCatalog(directory: string): Promise<Catalog> {
  const listing = await list(directory);
  const products = await Promise.all(
    listing.folders.toSorted().map((name) => readProduct(directory, name, listing)),
  );
  return {
    products: products.filter((product) => product !== undefined),
    health: await readHealth(directory),
  };
}

/**
 * Reads a catalog folder product by product, each when it is asked for, so that a large one takes little memory.
 *
 * @throws OsdexError `catalog-invalid` with file, line and field.
 */
export async function* readProducts(directory: string): AsyncGenerator<CatalogProduct, void, void> {
  const listing = await list(directory);
  for (const name of listing.folders.toSorted()) {
    const product = await readProduct(directory, name, listing);
    if (product !== undefined) yield product;
  }
}

/** The releases of a product, each read when it is asked for. */
export interface RecordedProduct {
  /** @throws OsdexError `catalog-invalid` with file, line and field. */
  findRelease(name: string): Promise<Release | undefined>;
  /**
   * The release with the builds of its own file alone, the newest of each stream.
   *
   * @throws OsdexError `catalog-invalid` with file, line and field.
   */
  openRelease(name: string): Promise<OpenRelease | undefined>;
}

/** A release of which the files of earlier years are read when they are wanted: they may be many times as large. */
export interface OpenRelease {
  newest: Release;
  whole(): Promise<Release>;
}

/** Looks a product up without reading its releases. */
export async function openProduct(directory: string, product: string): Promise<RecordedProduct> {
  const listing = await list(join(directory, product));
  return {
    findRelease: async (name) => readRelease(directory, product, name, listing),
    openRelease: async (name) => openRelease(directory, product, name, listing),
  };
}

/** What lies in the files of a release's years now, by file, relative to the catalog. */
export async function readYears(
  directory: string,
  product: string,
  release: string,
): Promise<Map<string, readonly Build[]>> {
  const years = await list(join(directory, product, release));
  const parts = await Promise.all(yearPaths(years).map((path) => readPart(path, { product, release })));
  return new Map(
    parts.map(({ path, builds }) => [yearFile(product, release, nameOf(basename(path))), builds]),
  );
}

/** Reads `health.yaml`; without the file nothing was ever tried. */
export async function readHealth(directory: string): Promise<Health> {
  const health = await readCatalogFile(join(directory, HEALTH_FILE), Health);
  return health ?? { schema: HEALTH_SCHEMA, sources: [] };
}

async function readProduct(
  directory: string,
  name: string,
  products: Listing,
): Promise<CatalogProduct | undefined> {
  requireSpelling(name, products);
  const path = join(directory, productFile(name));
  const product = await readCatalogFile(path, Product, { product: name });
  const listing = await list(join(directory, name));
  const names = listing.files.filter((file) => file !== PRODUCT_FILE).map(nameOf);
  const releases = await Promise.all(
    [...new Set([...names, ...listing.folders])].map((release) =>
      readRelease(directory, name, release, listing),
    ),
  );
  const found = releases.filter((release) => release !== undefined);
  if (product !== undefined) return { product, releases: found.sort(newestReleaseFirst) };
  // A crawl that was stopped before it had written anything leaves a folder; there is nothing in it to be lost.
  if (found.length === 0) return undefined;
  throw new OsdexError('catalog-invalid', `expected ${path} beside the releases of ${name}, found none`, {
    path,
  });
}

/**
 * Reads a release's own file and the files of its earlier years as one release. The years alone are one too: what they
 * hold stays on record when the release's own file is not there.
 */
async function readRelease(
  directory: string,
  product: string,
  release: string,
  listing: Listing,
): Promise<Release | undefined> {
  const own = `${release}.yaml`;
  requireSpelling(own, listing);
  const years = listing.folders.includes(release) ? await list(join(listing.path, release)) : undefined;
  const paths = [
    ...(listing.files.includes(own) ? [join(directory, releaseFile(product, release))] : []),
    ...(years === undefined ? [] : yearPaths(years)),
  ];
  const parts = await Promise.all(paths.map((path) => readPart(path, { product, release })));
  const [first] = parts;
  return first && { ...first.content, builds: sortBuilds(joinBuilds(parts)) };
}

async function openRelease(
  directory: string,
  product: string,
  release: string,
  listing: Listing,
): Promise<OpenRelease | undefined> {
  const own = `${release}.yaml`;
  if (!listing.files.includes(own) || !listing.folders.includes(release)) {
    const whole = await readRelease(directory, product, release, listing);
    return whole && { newest: whole, whole: async () => whole };
  }
  requireSpelling(own, listing);
  const { content } = await readPart(join(directory, releaseFile(product, release)), { product, release });
  const whole = async (): Promise<Release> =>
    (await readRelease(directory, product, release, listing)) ?? content;
  return { newest: { ...content, builds: sortBuilds(content.builds) }, whole };
}

async function readPart(
  path: string,
  named: { product: string; release: string },
): Promise<BuildList & { content: Release }> {
  const content = await readCatalogFile(path, Release, named);
  if (content !== undefined) return { content, path, builds: content.builds };
  throw unreadable(path, 'a link to what is not there');
}

/** The files of a release's years, latest first. */
function yearPaths({ path: folder, files }: Listing): string[] {
  return files
    .toSorted()
    .toReversed()
    .map((file) => {
      const path = join(folder, file);
      if (YEAR_FILE.test(file)) return path;
      const message = `expected files of years, such as 2024.yaml, found ${path}; move it out of the catalog`;
      throw new OsdexError('catalog-invalid', message, { path });
    });
}

function nameOf(file: string): string {
  return file.slice(0, -'.yaml'.length);
}

/** Where capitals make no difference, two such names would be one, and the second would take the first's place. */
function requireSpelling(name: string, { path: folder, spellings }: Listing): void {
  const other = spellings.get(name.toLowerCase())?.find((one) => one !== name);
  if (other === undefined) return;
  const path = join(folder, other);
  throw new OsdexError(
    'catalog-invalid',
    `expected ${name} to differ by more than capitals from what else is there, found ${path}; keep one of them`,
    { path },
  );
}

/** Newest first, then by stream; builds without a date after those with one. */
export function sortBuilds(builds: readonly Build[]): Build[] {
  return builds.toSorted(
    (a, b) =>
      compareText(b.published ?? '', a.published ?? '') ||
      compareText(a.stream, b.stream) ||
      compareVersions(b.serial, a.serial) ||
      compareText(a.url, b.url) ||
      compareText(a.artifacts[0]?.file ?? '', b.artifacts[0]?.file ?? ''),
  );
}

/** By path, in code unit order. */
export function sortArtifacts(artifacts: readonly Artifact[]): Artifact[] {
  return artifacts.toSorted((a, b) => compareText(artifactPath(a), artifactPath(b)));
}

function newestReleaseFirst(a: Release, b: Release): number {
  return compareText(b.released ?? '', a.released ?? '') || compareVersions(b.release, a.release);
}

/** By code unit, never by locale: the order must be the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What lies in a folder: the YAML files, and the folders that are not hidden. */
interface Listing {
  path: string;
  files: string[];
  folders: string[];
  /** All names by their lower case. */
  spellings: Map<string, string[]>;
}

async function list(path: string): Promise<Listing> {
  const entries = await readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    if (isMissing(cause)) return [];
    throw unreadable(path, cause);
  });
  const files: string[] = [];
  const folders: string[] = [];
  for (const entry of entries) {
    const isFolder = entry.isSymbolicLink() ? await isFolderAt(join(path, entry.name)) : entry.isDirectory();
    if (isFolder && !entry.name.startsWith('.')) folders.push(entry.name);
    if (!isFolder && entry.name.endsWith('.yaml')) files.push(entry.name);
  }
  const spellings = Map.groupBy([...files, ...folders], (name) => name.toLowerCase());
  return { path, files, folders, spellings };
}

async function isFolderAt(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
