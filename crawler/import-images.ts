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
import type { Artifact, Build, Release } from '../core/release.ts';
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

/** What another catalog told. */
export interface Told extends ReadImages {
  /** What is said of its images: taken from there. */
  from: string;
}

/** What was taken of what a catalog told. */
export interface TakenReport {
  /** Ids of the images that are new. */
  added: string[];
  /** Ids of those that a catalog of lower priority had told of. */
  overruled: { id: string; from: string }[];
  /** Those that are on record already, by their digest or by the word of a higher catalog, which stay as they are. */
  known: { at: string; id: string; level: TrustLevel }[];
  notTaken: NotTaken[];
}

/** What an import did, and the catalog files that changed. */
export type ImportReport = Omit<TakenReport, 'overruled'> & { files: string[] };

/** So many builds of a stream stay in the release's own file, as of a source that says nothing. */
const KEEP = 24;

/**
 * Takes the images of another catalog at level `imported`. What is on record already, by its digest, stays as it is:
 * an import never raises nor lowers what is known of a file, and never changes a digest.
 *
 * @throws OsdexError `catalog-locked`, `catalog-invalid`, `write-failed`.
 */
export async function importImages(
  read: ReadImages,
  { catalog, from, dryRun }: ImportOptions,
): Promise<ImportReport> {
  const unlock = dryRun ? undefined : await lockCatalog(catalog);
  try {
    const { reports, files } = await takeTold([{ ...read, from }], { catalog, dryRun });
    const { added = [], known = [], notTaken = [] } = reports[0] ?? {};
    return { added, known, notTaken, files };
  } finally {
    await unlock?.();
  }
}

interface TakeOptions {
  catalog: string;
  dryRun?: boolean | undefined;
  /** Of catalogs that are asked again and again, by what is said of their images. Who is not here has none. */
  priorities?: ReadonlyMap<string, number> | undefined;
}

/**
 * Takes what catalogs told, one after the other; the lock is the caller's. What was taken from a catalog of lower
 * priority is taken from a higher one instead, when that tells of the same file or has another one of its name.
 *
 * @returns a report for each, and the catalog files that changed.
 * @throws OsdexError `catalog-invalid`, `write-failed`.
 */
export async function takeTold(
  told: readonly Told[],
  { catalog: folder, dryRun, priorities = new Map() }: TakeOptions,
): Promise<{ reports: TakenReport[]; files: string[] }> {
  const catalog = await readCatalog(folder);
  const state: State = { catalog, byDigest: digestsIn(catalog), priorities, changed: new Map() };
  const reports = told.map((one) => takeOne(one, state));
  return { reports, files: dryRun ? [] : await write(folder, state) };
}

interface State {
  catalog: Catalog;
  byDigest: Map<string, Known>;
  priorities: ReadonlyMap<string, number>;
  /** By product: its releases that changed, and from where. */
  changed: Map<string, { releases: Set<string>; from: string }>;
}

/** An image on record. */
interface Known {
  id: string;
  level: TrustLevel;
  /** What is said of it, where it was imported. */
  from: string | undefined;
}

function takeOne({ images, notTaken, from }: Told, state: State): TakenReport {
  const report: TakenReport = { added: [], overruled: [], known: [], notTaken: [...notTaken] };
  for (const image of images) {
    const known = state.byDigest.get(image.digest ?? '');
    if (known !== undefined && !isOverruled(known.from, from, state)) {
      report.known.push({ at: image.at, id: known.id, level: known.level });
      continue;
    }
    const taken = takeForeign(image, from);
    const outcome = typeof taken === 'string' ? taken : put(taken, known, from, state);
    if (typeof outcome === 'string') report.notTaken.push({ at: image.at, reason: outcome });
    else if ('outranked' in outcome) report.known.push({ at: image.at, id: outcome.id, level: 'imported' });
    else if (outcome.before === undefined) report.added.push(outcome.id);
    else report.overruled.push({ id: outcome.id, from: outcome.before });
  }
  return report;
}

function isOverruled(before: string | undefined, now: string | undefined, { priorities }: State): boolean {
  const [lower, higher] = [priorities.get(before ?? ''), priorities.get(now ?? '')];
  return lower !== undefined && higher !== undefined && lower < higher;
}

/** @returns the image's id and who told of it before, or why it cannot be recorded. */
function put(
  taken: TakenImage,
  known: Known | undefined,
  from: string,
  state: State,
): { id: string; before: string | undefined } | Outranked | string {
  const { catalog, byDigest, changed } = state;
  const before = known === undefined ? undefined : remove(catalog, known.id);
  const note = (release: Release): void => {
    const own = changed.get(release.product) ?? { releases: new Set(), from };
    own.releases.add(release.release);
    changed.set(release.product, own);
  };
  const added = addTo(taken, from, state);
  if (typeof added === 'string' || 'outranked' in added) {
    before?.putBack();
    return added;
  }
  if (before !== undefined) note(before.release);
  note(added.release);
  for (const artifact of taken.build.artifacts)
    byDigest.set(artifact.digest, { id: added.id, level: 'imported', from });
  return { id: added.id, before: known?.from ?? added.before };
}

function digestsIn({ products }: Catalog): Map<string, Known> {
  const found = new Map<string, Known>();
  for (const { releases } of products) {
    for (const release of releases) {
      for (const build of release.builds) {
        const { verification } = build;
        const from = verification.level === 'imported' ? verification.from : undefined;
        for (const artifact of build.artifacts) {
          const id = artifactId(release, build, artifact);
          found.set(artifact.digest, { id, level: verification.level, from });
        }
      }
    }
  }
  return found;
}

/** Takes an image out of its build, and the build away that has no other. */
function remove(catalog: Catalog, id: string): { release: Release; putBack: () => void } | undefined {
  for (const { releases } of catalog.products) {
    for (const release of releases) {
      const before = release.builds;
      const isIt = (build: Build, artifact: Artifact): boolean => artifactId(release, build, artifact) === id;
      if (!before.some((build) => build.artifacts.some((artifact) => isIt(build, artifact)))) continue;
      release.builds = before
        .map((build) => ({
          ...build,
          artifacts: build.artifacts.filter((artifact) => !isIt(build, artifact)),
        }))
        .filter(({ artifacts }) => artifacts.length > 0);
      return { release, putBack: () => (release.builds = before) };
    }
  }
  return undefined;
}

/** A catalog of higher priority has another file of this name. */
interface Outranked {
  id: string;
  outranked: true;
}

/** @returns the image's id, its release, and who told of it before; or why it cannot be added. */
function addTo(
  taken: TakenImage,
  from: string,
  state: State,
): { id: string; release: Release; before: string | undefined } | Outranked | string {
  const { catalog } = state;
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
  const before = clash?.verification.level === 'imported' ? clash.verification.from : undefined;
  if (clash !== undefined) {
    const other = clash.artifacts.find((one) => artifactPath(one) === artifactPath(artifact));
    if (isOverruled(from, before, state)) return { id, outranked: true };
    if (!isOverruled(before, from, state))
      return `expected ${id} to have the digest on record, ${other?.digest}, found ${artifact.digest}; the record stays`;
    remove(catalog, id);
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
  return { id, release, before };
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

async function write(folder: string, { catalog, changed }: State): Promise<string[]> {
  const files: string[] = [];
  for (const entry of catalog.products) {
    const { product, releases } = entry;
    const change = changed.get(product.product);
    if (change === undefined) continue;
    const from = oneLine(change.from);
    // What a source says of its product stays as the crawl wrote it.
    if (isImported(entry)) {
      const file = productFile(product.product);
      const text = writeYaml(product, [`Imported by osdex from ${from}.`]);
      if (await writeFileAtomic(join(folder, file), text)) files.push(file);
    }
    for (const release of releases) {
      if (!change.releases.has(release.release)) continue;
      const recorded = { product: product.product, keep: KEEP };
      const imported = isImported(entry) ? { ...recorded, from } : recorded;
      files.push(...(await recordRelease(folder, imported, release)));
    }
  }
  return files;
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replaceAll(/[^ -~]+/g, ' ');
}
