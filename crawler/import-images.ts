import { join } from 'node:path';
import { productFile, readCatalog, sortArtifacts, sortBuilds } from '../core/catalog/catalog.ts';
import type { Catalog, CatalogProduct } from '../core/catalog/catalog.ts';
import { writeFileAtomic } from '../core/files/write-file.ts';
import { writeYaml } from '../core/files/yaml.ts';
import type { NotTaken, ReadImages } from '../core/formats/format.ts';
import { HttpsUrl } from '../core/names.ts';
import { PRODUCT_SCHEMA } from '../core/product.ts';
import type { Product } from '../core/product.ts';
import { artifactId, artifactPath, RELEASE_SCHEMA } from '../core/release.ts';
import type { Build, Release } from '../core/release.ts';
import type { TrustLevel } from '../core/verification.ts';
import { lockCatalog } from './lock-catalog.ts';
import { recordRelease } from './record.ts';
import { takeForeign } from './take-foreign.ts';
import type { TakenImage } from './take-foreign.ts';

export interface ImportOptions {
  catalog: string;
  /** What is said of the images: taken from there. */
  from: string;
  dryRun?: boolean | undefined;
}

/** What an import did. */
export interface ImportReport {
  /** Ids of the images that are new. */
  added: string[];
  /** Those that are on record already by their digest, which stays as it is. */
  known: { at: string; id: string; level: TrustLevel }[];
  notTaken: NotTaken[];
  /** Catalog files that changed. */
  files: string[];
}

/** So many builds of a stream stay in the release's own file, as of a source that says nothing. */
const KEEP = 24;

/**
 * Takes the images of another catalog at level `imported`. What is on record already, by its digest, stays as it is:
 * an import never raises nor lowers what is known of a file, and never changes a digest.
 *
 * @throws OsdexError `catalog-locked`, `catalog-invalid`, `write-failed`.
 */
export async function importImages(
  { images, notTaken }: ReadImages,
  options: ImportOptions,
): Promise<ImportReport> {
  if (options.dryRun) return merge(images, notTaken, options);
  const unlock = await lockCatalog(options.catalog);
  try {
    return await merge(images, notTaken, options);
  } finally {
    await unlock();
  }
}

async function merge(
  images: ReadImages['images'],
  notTaken: readonly NotTaken[],
  { catalog: folder, from, dryRun }: ImportOptions,
): Promise<ImportReport> {
  const catalog = await readCatalog(folder);
  const byDigest = digestsIn(catalog);
  const report: ImportReport = { added: [], known: [], notTaken: [...notTaken], files: [] };
  const changed = new Map<string, Set<string>>();
  for (const image of images) {
    const known = byDigest.get(image.digest ?? '');
    if (known !== undefined) {
      report.known.push({ at: image.at, ...known });
      continue;
    }
    const taken = takeForeign(image, from);
    if (typeof taken === 'string') {
      report.notTaken.push({ at: image.at, reason: taken });
      continue;
    }
    const refused = addTo(catalog, taken);
    if (typeof refused === 'string') {
      report.notTaken.push({ at: image.at, reason: refused });
      continue;
    }
    const { id, release } = refused;
    byDigest.set(image.digest ?? '', { id, level: 'imported' });
    report.added.push(id);
    changed.set(taken.product, (changed.get(taken.product) ?? new Set()).add(release));
  }
  if (!dryRun) report.files.push(...(await write(folder, catalog, changed, from)));
  return report;
}

function digestsIn({ products }: Catalog): Map<string, { id: string; level: TrustLevel }> {
  const found = new Map<string, { id: string; level: TrustLevel }>();
  for (const { releases } of products) {
    for (const release of releases) {
      for (const build of release.builds) {
        for (const artifact of build.artifacts) {
          const id = artifactId(release, build, artifact);
          found.set(artifact.digest, { id, level: build.verification.level });
        }
      }
    }
  }
  return found;
}

/** @returns the image's id, or why it cannot be added. */
function addTo(catalog: Catalog, taken: TakenImage): { id: string; release: string } | string {
  const entry = productOf(catalog, taken);
  const release = releaseOf(entry, taken);
  const stream = streamOf(entry, taken);
  const build: Build = { ...taken.build, stream };
  const [artifact] = build.artifacts;
  if (artifact === undefined) return 'expected a file, found none';
  const id = artifactId(release, build, artifact);
  const clash = release.builds.find(
    (one) =>
      one.stream === build.stream &&
      one.serial === build.serial &&
      one.artifacts.some((other) => artifactPath(other) === artifactPath(artifact)),
  );
  if (clash !== undefined) {
    const other = clash.artifacts.find((one) => artifactPath(one) === artifactPath(artifact));
    return `expected ${id} to have the digest on record, ${other?.digest}, found ${artifact.digest}; the record stays`;
  }
  const same = release.builds.find(
    (one) => one.stream === build.stream && one.serial === build.serial && one.url === build.url,
  );
  release.builds =
    same === undefined
      ? sortBuilds([...release.builds, build])
      : release.builds.map((one) =>
          one === same ? { ...one, artifacts: sortArtifacts([...one.artifacts, artifact]) } : one,
        );
  if (!entry.product.streams.some((one) => one.stream === stream) && isImported(entry))
    entry.product = {
      ...entry.product,
      streams: [...entry.product.streams, { stream, title: titleOf(taken), kind: taken.kind }],
    };
  return { id, release: release.release };
}

function titleOf({ build: { stream } }: TakenImage): string {
  return stream === 'imported' ? 'Image' : stream;
}

/** A product that no source looks after, and so nothing else says what is true of it. */
function isImported({ product }: CatalogProduct): boolean {
  return product.feeds === undefined && product.keys.length === 0;
}

/** Beside what is proven an import has a stream of its own, so that it never is the newest of a proven one. */
function streamOf(entry: CatalogProduct, { build }: TakenImage): string {
  const isProven = entry.releases.some(({ builds }) =>
    builds.some(({ stream, verification }) => stream === build.stream && verification.level !== 'imported'),
  );
  const isOwned = !isImported(entry) && entry.product.streams.some(({ stream }) => stream === build.stream);
  return isProven || isOwned ? `imported-${build.stream}`.slice(0, 64) : build.stream;
}

function productOf(catalog: Catalog, taken: TakenImage): CatalogProduct {
  const known = catalog.products.find(({ product }) => product.product === taken.product);
  if (known !== undefined) return known;
  const homepage = HttpsUrl.safeParse(taken.homepage).data ?? new URL('/', taken.build.url).href;
  const product: Product = {
    schema: PRODUCT_SCHEMA,
    product: taken.product,
    name: taken.productName,
    vendor: taken.vendor,
    family: 'other',
    description: taken.description,
    homepage,
    versionScheme: 'other',
    streams: [],
    keys: [],
  };
  const entry: CatalogProduct = { product, releases: [] };
  catalog.products.push(entry);
  return entry;
}

function releaseOf(entry: CatalogProduct, { release: name, codename }: TakenImage): Release {
  const known = entry.releases.find(({ release }) => release === name);
  if (known !== undefined) return known;
  const release: Release = {
    schema: RELEASE_SCHEMA,
    product: entry.product.product,
    release: name,
    ...(codename === undefined ? {} : { codename }),
    builds: [],
  };
  entry.releases.push(release);
  return release;
}

async function write(
  folder: string,
  { products }: Catalog,
  changed: ReadonlyMap<string, ReadonlySet<string>>,
  from: string,
): Promise<string[]> {
  const files: string[] = [];
  for (const entry of products) {
    const { product, releases } = entry;
    const names = changed.get(product.product);
    if (names === undefined) continue;
    // What a source says of its product stays as the crawl wrote it.
    if (isImported(entry)) {
      const file = productFile(product.product);
      const text = writeYaml(product, [`Imported by osdex from ${oneLine(from)}.`]);
      if (await writeFileAtomic(join(folder, file), text)) files.push(file);
    }
    for (const release of releases) {
      if (!names.has(release.release)) continue;
      const recorded = { product: product.product, keep: KEEP };
      const imported = isImported(entry) ? { ...recorded, from: oneLine(from) } : recorded;
      files.push(...(await recordRelease(folder, imported, release)));
    }
  }
  return files;
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replaceAll(/[^ -~]+/g, ' ');
}
