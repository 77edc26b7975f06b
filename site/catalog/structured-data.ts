import { newestPages } from './build-page.ts';
import type { BuildPage } from './build-page.ts';
import type { CatalogProduct } from '../../core/catalog/catalog.ts';
import { parseDigest } from '../../core/digest-text.ts';
import type { Product } from '../../core/product.ts';
import { artifactUrl, currentPlace } from '../../core/release.ts';
import type { Artifact, Build } from '../../core/release.ts';
import { buildPath } from '../../core/page-path.ts';
import { absoluteLink } from '../links.ts';

/** What search engines read of a page: JSON-LD in the words of schema.org. */
export type StructuredData = Readonly<Record<string, unknown>>;

const CONTEXT = 'https://schema.org';

/** @see https://schema.org/SoftwareApplication */
export function productData({ product, releases }: CatalogProduct): StructuredData {
  const newest = releases.find((release) => newestPages(product, release).length > 0);
  return {
    '@context': CONTEXT,
    ...software(product),
    description: product.description,
    url: absoluteLink(`${product.product}/`),
    sameAs: product.homepage,
    ...(product.documentation === undefined ? {} : { softwareHelp: product.documentation }),
    ...(newest === undefined ? {} : { softwareVersion: newest.release }),
  };
}

/** The same of one build, with its files: where they are, and what proves them. */
export function buildData(page: BuildPage): StructuredData {
  const { product, release, title, serial, date, builds } = page;
  return {
    '@context': CONTEXT,
    ...software(product),
    name: `${product.name} ${release.release} ${title}`,
    softwareVersion: serial,
    url: absoluteLink(buildPath(release, page)),
    ...(date === undefined ? {} : { datePublished: date.day }),
    encoding: builds
      .filter(({ withdrawn }) => withdrawn === undefined)
      .flatMap((build) => build.artifacts.map((artifact) => download(build, artifact))),
  };
}

function software({ name, vendor, homepage }: Product): StructuredData {
  return {
    '@type': 'SoftwareApplication',
    name,
    applicationCategory: 'OperatingSystem',
    author: { '@type': 'Organization', name: vendor, url: homepage },
  };
}

/** schema.org has a word for SHA-256 alone. @see https://schema.org/DataDownload */
function download(build: Build, artifact: Artifact): StructuredData {
  const digest = parseDigest(artifact.digest);
  return {
    '@type': 'DataDownload',
    contentUrl: artifactUrl(currentPlace(build), artifact),
    ...(artifact.size === undefined ? {} : { contentSize: `${artifact.size} B` }),
    ...(digest?.algorithm === 'sha256' ? { sha256: digest.hex } : {}),
  };
}

/** As it may stand in a page: nothing in it ends the element, whatever the catalog says. */
export function structuredText(data: StructuredData): string {
  return JSON.stringify(data).replaceAll('<', String.raw`\u003c`);
}
