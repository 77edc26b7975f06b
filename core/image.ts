import { mirrorEvidence } from './formats/mirror-evidence.ts';
import type { MirrorFile } from './formats/mirror-file.ts';
import type { ChosenFile } from './formats/mirror-list.ts';
import type { Catalog, CatalogProduct } from './catalog/catalog.ts';
import type { Product, Stream } from './product.ts';
import { artifactId, artifactPath, artifactUrl, currentPlace } from './release.ts';
import type { Artifact, Build, Release } from './release.ts';
import { matchesFacets } from './selector.ts';
import type { Facets, Selector } from './selector.ts';
import { isSupported } from './support.ts';

/** One artifact with all that it belongs to: what people and programs select from. */
export interface Image {
  id: string;
  product: Product;
  release: Release;
  stream: Stream;
  build: Build;
  artifact: Artifact;
}

/**
 * The images that a selector asks for, in the order of the catalog: products by name, releases and builds newest
 * first. `latest` counts builds by their serial within a stream, withdrawn ones left out.
 *
 * @param today `YYYY-MM-DD`, which decides what is still supported.
 */
export function selectImages(catalog: Catalog, selector: Selector, today: string): Image[] {
  return catalog.products.flatMap((entry) => selectOfProduct(entry, selector, today));
}

/** The images of one product that a selector asks for, as `selectImages` does. */
export function selectOfProduct(
  { product, releases }: CatalogProduct,
  selector: Selector,
  today: string,
): Image[] {
  const streams = new Map(product.streams.map((stream) => [stream.stream, stream]));
  return releases.flatMap((release) => {
    const newest = newestSerials(release, selector.latest);
    return release.builds
      .filter((build) => newest?.has(`${build.stream} ${build.serial}`) ?? true)
      .filter((build) => isWithin(build, selector))
      .flatMap((build) => {
        const { stream: name } = build;
        const stream = streams.get(name) ?? { stream: name, title: name, kind: 'installer' };
        return build.artifacts
          .map((artifact): Image => ({
            id: artifactId(release, build, artifact),
            product,
            release,
            stream,
            build,
            artifact,
          }))
          .filter((image) => isSelected(image, selector, today));
      });
  });
}

/** The language of an image's user interface, where its file or its stream states one. */
export function imageLanguage({
  stream,
  artifact,
}: Pick<Image, 'artifact'> & { stream?: Stream | undefined }): string | undefined {
  return artifact.language ?? stream?.language;
}

/**
 * Where an image can be had: where its publisher has it now, where it was first, then at the mirrors that the product
 * names.
 */
export function imageUrls({
  product,
  build,
  artifact,
}: Pick<Image, 'product' | 'build' | 'artifact'>): string[] {
  const urls = [artifactUrl(currentPlace(build), artifact), artifactUrl(build, artifact)];
  const mirrored = urls.flatMap((url) =>
    (product.mirrors ?? [])
      .filter(({ of }) => url.startsWith(of))
      .flatMap(({ of, at }) => at.map((base) => base + url.slice(of.length))),
  );
  return [...new Set([...urls, ...mirrored])];
}

/** What is to be fetched for an image: under its id, from its publisher first and then from the mirrors of its product. */
export function mirrorFileOf(image: Pick<Image, 'product' | 'release' | 'build' | 'artifact'>): MirrorFile {
  const { release, build, artifact } = image;
  return {
    digest: artifact.digest,
    sizeBytes: artifact.size,
    path: artifactId(release, build, artifact),
    urls: imageUrls(image),
  };
}

/** An image as a mirror in any layout takes it. */
export function chosenFileOf(image: Image): ChosenFile {
  const { release, stream, build, artifact } = image;
  return {
    product: release.product,
    release: release.release,
    stream: build.stream,
    serial: build.serial,
    kind: stream.kind,
    path: artifactPath(artifact),
    digest: artifact.digest,
    size: artifact.size,
    urls: imageUrls(image),
    evidence: mirrorEvidence(build),
  };
}

function newestSerials(release: Release, latest: number | undefined): Set<string> | undefined {
  if (latest === undefined) return undefined;
  const serials = new Map<string, Set<string>>();
  for (const { stream, serial, withdrawn } of release.builds) {
    if (withdrawn !== undefined) continue;
    const ofStream = serials.get(stream) ?? new Set<string>();
    if (ofStream.size < latest) ofStream.add(serial);
    serials.set(stream, ofStream);
  }
  return new Set(
    [...serials].flatMap(([stream, newest]) => [...newest].map((serial) => `${stream} ${serial}`)),
  );
}

function isWithin({ published }: Build, { since, until }: Selector): boolean {
  if (since === undefined && until === undefined) return true;
  return published !== undefined && published >= (since ?? '') && published <= (until ?? '9999');
}

/** What a selector judges an image by. */
export function facetsOf(
  { product, release, stream, build, artifact }: Omit<Image, 'id'>,
  today: string,
): Facets {
  return {
    product: product.product,
    family: product.family,
    release: release.release,
    // Where a release has no codename its name stands for it, so that flatcar@stable is found.
    codename: release.codename ?? release.release,
    lts: String(release.lts ?? false),
    supported: String(isSupported(release, today)),
    stream: stream.stream,
    kind: stream.kind,
    arch: artifact.arch,
    format: artifact.format,
    // Of an image that states no language nobody knows that it is the one that is asked for.
    language: imageLanguage({ stream, artifact }) ?? '',
    versionScheme: product.versionScheme,
    level: build.verification.level,
  };
}

function isSelected(image: Image, selector: Selector, today: string): boolean {
  const matches = matchesFacets(selector, facetsOf(image, today));
  if (!matches || selector.text === undefined) return matches;
  const { id, product, release, stream, artifact } = image;
  const searched = [id, product.name, release.codename ?? '', stream.title, artifact.digest]
    .join(' ')
    .toLowerCase();
  return selector.text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word));
}
