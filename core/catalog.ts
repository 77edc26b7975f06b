import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OsdexError } from './error.ts';
import { Health, HEALTH_SCHEMA } from './health.ts';
import { Product } from './product.ts';
import { artifactPath, Release } from './release.ts';
import type { Artifact, Build } from './release.ts';
import { compareVersions } from './version-order.ts';
import { readYaml } from './yaml.ts';

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
const PRODUCT_FILE = 'product.yaml';

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
  const entries = await list(directory);
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const products = await Promise.all(names.sort().map((name) => readProduct(directory, name)));
  return { products, health: await readHealth(directory) };
}

/** The releases of a product, each read when it is asked for. */
export interface RecordedProduct {
  /** Whether the catalog has anything of the product. */
  isRecorded: boolean;
  /** @throws OsdexError `catalog-invalid` with file, line and field. */
  findRelease(name: string): Promise<Release | undefined>;
}

/** Looks a product up without reading its releases. */
export async function openProduct(directory: string, product: string): Promise<RecordedProduct> {
  const folder = join(directory, product);
  const entries = new Set((await list(folder)).map((entry) => entry.name));
  return {
    isRecorded: entries.size > 0,
    findRelease: async (name) =>
      entries.has(`${name}.yaml`) ? readRelease(folder, name, entries.has(name)) : undefined,
  };
}

/** Reads `health.yaml`; without the file nothing was ever tried. */
export async function readHealth(directory: string): Promise<Health> {
  const path = join(directory, HEALTH_FILE);
  const text = await readText(path);
  return text === undefined
    ? { schema: HEALTH_SCHEMA, sources: [] }
    : readYaml(text, Health, path, 'catalog-invalid');
}

async function readProduct(directory: string, name: string): Promise<CatalogProduct> {
  const folder = join(directory, name);
  const path = join(directory, productFile(name));
  const text = await readText(path);
  if (text === undefined) {
    throw new OsdexError('catalog-invalid', `expected ${path} beside the releases of ${name}, found none`, {
      path,
    });
  }
  const entries = await list(folder);
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.yaml'));
  const names = files.map((entry) => nameOf(entry.name)).filter((name) => name !== nameOf(PRODUCT_FILE));
  const withYears = new Set(entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name));
  const releases = await Promise.all(names.map((one) => readRelease(folder, one, withYears.has(one))));
  return {
    product: readYaml(text, Product, path, 'catalog-invalid'),
    releases: releases.sort(newestReleaseFirst),
  };
}

function nameOf(file: string): string {
  return file.slice(0, -'.yaml'.length);
}

/** Reads a release's own file and the files of its earlier years as one release. */
async function readRelease(folder: string, name: string, hasYears: boolean): Promise<Release> {
  const release = await readReleaseFile(join(folder, `${name}.yaml`));
  if (!hasYears) return { ...release, builds: sortBuilds(release.builds) };
  const years = (await list(join(folder, name))).filter((entry) => entry.name.endsWith('.yaml'));
  const older = await Promise.all(years.map((entry) => readReleaseFile(join(folder, name, entry.name))));
  return { ...release, builds: sortBuilds([...release.builds, ...older.flatMap(({ builds }) => builds)]) };
}

async function readReleaseFile(path: string): Promise<Release> {
  return readYaml(await readFile(path, 'utf8'), Release, path, 'catalog-invalid');
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

async function list(directory: string) {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
