/*
 * A catalog of the size that the site must bear, made without a network: the products and streams on record in
 * catalog/, with releases, builds and files that nobody published. The same numbers give the same bytes.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { productFile, readCatalog, releaseFile } from '../core/catalog/catalog.ts';
import type { CatalogProduct } from '../core/catalog/catalog.ts';
import { DAY_MS, isoDay } from '../core/day.ts';
import { digestOf } from '../core/digest.ts';
import { writeYaml } from '../core/files/yaml.ts';
import type { Product, Stream } from '../core/product.ts';
import { Release } from '../core/release.ts';
import type { Artifact, Build } from '../core/release.ts';
import type { Verification } from '../core/verification.ts';
import { fileNames } from './site-file-names.ts';

const RECORDED = fileURLToPath(new URL('../catalog', import.meta.url));
const NEWEST_DAY = Date.parse('2026-07-25');
const RELEASES = 6;
const STREAMS = 6;
const CODENAMES = ['noble', 'trixie', 'jammy', 'bookworm', 'plucky', 'sid'];

/** How large the catalog is to be. */
export interface SiteScale {
  builds: number;
  filesPerBuild: number;
}

/** 100,000 files: what the figures of the site are measured at. */
export const FULL_SCALE: SiteScale = { builds: 5000, filesPerBuild: 20 };

/** The products of the catalog, with as many builds as asked for spread over them evenly. */
export async function makeSiteCatalog(scale: SiteScale = FULL_SCALE): Promise<CatalogProduct[]> {
  const recorded = (await readCatalog(RECORDED)).products.map(({ product }) => product);
  const products = recorded.filter(({ streams }) => streams.length > 0);
  return products.map((product, at) => {
    const builds = share(scale.builds, products.length, at);
    return { product, releases: releasesOf(product, at, { ...scale, builds }) };
  });
}

/** Writes a catalog folder that `osdex site build --catalog` reads. */
export async function writeSiteCatalog(
  directory: string,
  products: readonly CatalogProduct[],
): Promise<void> {
  for (const { product, releases } of products) {
    const files: [path: string, value: unknown][] = [
      [productFile(product.product), product],
      ...releases.map((one): [string, unknown] => [releaseFile(product.product, one.release), one]),
    ];
    for (const [path, value] of files) {
      const target = join(directory, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, writeYaml(value));
    }
  }
}

function releasesOf(product: Product, at: number, { builds, filesPerBuild }: SiteScale): Release[] {
  const streams = product.streams.slice(0, STREAMS);
  const count =
    product.versionScheme === 'rolling' ? 1 : Math.min(RELEASES, Math.ceil(builds / streams.length));
  return Array.from({ length: count }, (_, age) =>
    Release.parse({
      schema: 'osdex/release/1',
      product: product.product,
      release: releaseName(product, at, age),
      ...lifeOf(product, age),
      builds: Array.from({ length: share(builds, count, age) }, (_build, nth) => {
        const stream = streams[nth % streams.length];
        if (stream === undefined) throw new Error(`expected a stream of ${product.product}, found none`);
        const serialAge = Math.floor(nth / streams.length);
        return buildOf(
          { product, at, release: releaseName(product, at, age), stream },
          age,
          serialAge,
          filesPerBuild,
        );
      }),
    }),
  );
}

function lifeOf({ versionScheme }: Product, age: number): object {
  if (versionScheme === 'rolling') return {};
  const released = NEWEST_DAY - (100 + age * 365) * DAY_MS;
  return {
    codename: CODENAMES[age],
    lts: age % 2 === 1,
    released: isoDay(new Date(released)),
    endOfLife: isoDay(new Date(released + (age % 2 === 1 ? 5 : 2) * 365 * DAY_MS)),
  };
}

function releaseName({ versionScheme }: Product, at: number, age: number): string {
  if (versionScheme === 'rolling') return 'rolling';
  if (versionScheme === 'calver') return `${26 - age}.04`;
  return versionScheme === 'semver' ? String(45 - (at % 30) - age) : `${15 - age}.${at % 10}`;
}

/** What a build is one of. */
export interface BuildOf {
  product: Product;
  /** Place of the product among all. */
  at: number;
  release: string;
  stream: Stream;
}

function buildOf(of: BuildOf, releaseAge: number, serialAge: number, files: number): Build {
  const { product, at, release, stream } = of;
  const cadence = 3 + (at % 40);
  const published = isoDay(
    new Date(NEWEST_DAY - (serialAge * cadence + releaseAge * 40 + (at % 5)) * DAY_MS),
  );
  const isDated = stream.kind === 'cloud' || stream.kind === 'container';
  const serial = isDated
    ? `${published.replaceAll('-', '')}.${at % 3}`
    : `${release}.${9 - (serialAge % 10)}-${serialAge}`;
  const id = `${product.product}/${release}/${stream.stream}/${serial}`;
  return {
    stream: stream.stream,
    serial,
    published,
    url: `https://download.${product.product}.example/${release}/${stream.stream}/${serial}/`,
    ...(at % 9 === 4 && serialAge > 6 ? { withdrawn: '2026-07-20' } : {}),
    verification: verificationOf(of, id, published),
    artifacts: fileNames(of, serial, files).map((file): Artifact => {
      const name = file.file;
      const digest = digestOf(Buffer.from(`${id}/${name}`), at % 4 === 3 ? 'sha512' : 'sha256');
      return { ...file, ...sizeOf(digest, file.format), digest };
    }),
  };
}

function verificationOf({ product, at }: BuildOf, id: string, published: string): Verification {
  const sumsDigest = digestOf(Buffer.from(id), 'sha256');
  const signer = product.keys[0]?.fingerprint;
  if (signer === undefined || at % 5 === 4) return { level: 'sums-only', sums: 'SHA256SUMS', sumsDigest };
  const signedAt = `${published}T12:00:00Z`;
  return {
    level: 'signed',
    sums: 'SHA256SUMS',
    sumsDigest,
    signature: 'SHA256SUMS.gpg',
    signer,
    signedAt,
    hash: 'sha512',
  };
}

/** No two images are of one size; of every tenth the publisher does not tell. */
function sizeOf(digest: string, format: Artifact['format']): { size?: number } {
  const random = Number.parseInt(digest.slice(-8), 16);
  if (random % 10 === 0) return {};
  const least = format === 'kernel' || format === 'initrd' ? 2 ** 23 : 2 ** 29;
  return { size: least + (random % (4 * least)) };
}

/** The share of one among many, so that all shares are the whole. */
function share(whole: number, among: number, at: number): number {
  return Math.floor(((at + 1) * whole) / among) - Math.floor((at * whole) / among);
}
