import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Product } from '../../core/product.ts';
import { artifactId, artifactUrl, currentPlace } from '../../core/release.ts';
import type { Artifact, Build, Release } from '../../core/release.ts';
import { buildPath, releasePath } from '../../core/page-path.ts';

/** Where pages are on the web: makes a whole address of a site path. */
type Locate = (path: string) => string;

/** A file as the API tells it: the catalog's fields, its id and where it can be fetched now. */
export type ApiArtifact = Artifact & { id: string; url: string };
export type ApiBuild = Omit<Build, 'artifacts'> & { page: string; artifacts: ApiArtifact[] };
export type ApiRelease = Omit<Release, 'schema' | 'product' | 'builds'> & {
  page: string;
  builds: ApiBuild[];
};
export type ApiProduct = Omit<Product, 'schema'> & { page: string; releases: ApiRelease[] };
export interface ApiCatalog {
  schema: 'osdex/api-catalog/1';
  revision?: string;
  products: ApiProduct[];
}

/** `/api/v1/catalog.json`: the whole catalog. */
export function apiCatalog({ products }: Catalog, revision: string | undefined, locate: Locate): ApiCatalog {
  return {
    schema: 'osdex/api-catalog/1',
    ...(revision === undefined ? {} : { revision }),
    products: products.map(({ product: { schema: _, ...product }, releases }) => ({
      ...product,
      page: locate(`${product.product}/`),
      releases: releases.map((release) => apiRelease(release, locate)),
    })),
  };
}

/** `/api/v1/<product>/<release>.json`: one release, of all years, naming its product. */
export function apiReleaseFile(
  release: Release,
  locate: Locate,
): { schema: 'osdex/api-release/1'; product: string } & ApiRelease {
  return { schema: 'osdex/api-release/1', product: release.product, ...apiRelease(release, locate) };
}

function apiRelease(release: Release, locate: Locate): ApiRelease {
  const { schema: _, product: __, builds, ...facts } = release;
  return {
    ...facts,
    page: locate(releasePath(release)),
    builds: builds.map((build) => apiBuild(release, build, locate)),
  };
}

function apiBuild(release: Release, build: Build, locate: Locate): ApiBuild {
  return {
    ...build,
    page: locate(buildPath(release, build)),
    artifacts: build.artifacts.map((artifact) => ({
      id: artifactId(release, build, artifact),
      ...artifact,
      url: artifactUrl(currentPlace(build), artifact),
    })),
  };
}
