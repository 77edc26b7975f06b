import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import type { Product } from '../../core/product.ts';
import { artifactPath } from '../../core/release.ts';
import type { Build, Release } from '../../core/release.ts';
import { compareVersions } from '../../core/version-order.ts';
import { buildDay } from '../../core/build-day.ts';
import type { BuildDay } from '../../core/build-day.ts';

/** What one build page shows: the entries of one stream and serial, each with its own evidence. */
export interface BuildPage {
  product: Product;
  release: Release;
  stream: string;
  serial: string;
  title: string;
  /** The last day among those of its entries. */
  date: BuildDay | undefined;
  /** Set when every entry was withdrawn: the day of the last one. */
  withdrawn: string | undefined;
  builds: Build[];
}

const pages = new WeakMap<Release, BuildPage[]>();

/** The pages of a release's builds, newest first. */
export function buildPages(product: Product, release: Release): BuildPage[] {
  const known = pages.get(release);
  if (known !== undefined) return known;
  const made = groupBuilds(product, release);
  pages.set(release, made);
  return made;
}

/** The pages of all builds of a product, release by release. */
export function productPages({ product, releases }: CatalogProduct): BuildPage[] {
  return releases.flatMap((release) => buildPages(product, release));
}

/** The newest build of each stream that its publisher still lists, in the product's own order of streams. */
export function newestPages(product: Product, release: Release): BuildPage[] {
  const newest = new Map<string, BuildPage>();
  for (const page of buildPages(product, release)) {
    if (page.withdrawn === undefined && !newest.has(page.stream)) newest.set(page.stream, page);
  }
  const order = product.streams.map(({ stream }) => stream);
  return [...newest.values()].sort((a, b) => order.indexOf(a.stream) - order.indexOf(b.stream));
}

/** The builds of the same stream before and after this one; withdrawn ones are among them. */
export function neighbours({ product, release, stream, serial }: BuildPage): {
  newer: BuildPage | undefined;
  older: BuildPage | undefined;
} {
  const pagesOfStream = buildPages(product, release).filter((page) => page.stream === stream);
  const place = pagesOfStream.findIndex((page) => page.serial === serial);
  return { newer: pagesOfStream[place - 1], older: pagesOfStream[place + 1] };
}

function groupBuilds(product: Product, release: Release): BuildPage[] {
  const titles = new Map(product.streams.map(({ stream, title }) => [stream, title]));
  const groups = Map.groupBy(release.builds, (build) => `${build.stream}/${build.serial}`);
  return [...groups.values()].flatMap((builds) => {
    const [first] = builds;
    if (first === undefined) return [];
    const { stream, serial } = first;
    const title = titles.get(stream) ?? stream;
    const date = builds
      .flatMap((build) => buildDay(build) ?? [])
      .reduce<BuildDay | undefined>(
        (last, one) => (last === undefined || one.day > last.day ? one : last),
        undefined,
      );
    const withdrawn = builds.every((build) => build.withdrawn !== undefined)
      ? latest(builds.map((build) => build.withdrawn))
      : undefined;
    return [{ product, release, stream, serial, title, date, withdrawn, builds: builds.map(inReadingOrder) }];
  });
}

/** Files by their names as people read them: `DVD-2` before `DVD-10`. */
function inReadingOrder(build: Build): Build {
  const artifacts = build.artifacts.toSorted((a, b) => compareVersions(artifactPath(a), artifactPath(b)));
  return { ...build, artifacts };
}

function latest(dates: (string | undefined)[]): string | undefined {
  return dates
    .filter((date) => date !== undefined)
    .sort()
    .at(-1);
}
