import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import type { Revision } from '../../core/catalog/revisions.ts';
import { OsdexError } from '../../core/error.ts';
import type { Product } from '../../core/product.ts';
import { readSettings } from '../settings.ts';
import { writeOutTurns } from './turning-text.ts';

/** Names that are pages or folders of the site itself. */
const RESERVED = [
  '_site',
  'api',
  'attacks',
  'browse',
  'catalog',
  'changes',
  'docs',
  'exports',
  'feeds',
  'health',
  'mirror',
  'schema',
  'trust',
];

/** Names of files beside those pages, such as robots.txt. */
const FILE = /\.(?:html|js|png|svg|txt|xml)$/;

/** What whoever builds the site hands over, as JSON on standard input. */
export interface GivenCatalog {
  catalog: Catalog;
  revisions: readonly Revision[];
}

let loading: Promise<GivenCatalog> | undefined;

/**
 * The whole catalog, read once and shared by every page. It is read from its files: a collection of Astro's would be
 * written into a store and read from there again, which takes longer than all pages together.
 */
export async function siteCatalog(): Promise<Catalog> {
  return (await (loading ??= load())).catalog;
}

/** The last changes of the catalog, as far as whoever builds the site has told them. */
export async function siteRevisions(): Promise<readonly Revision[]> {
  return (await (loading ??= load())).revisions;
}

async function load(): Promise<GivenCatalog> {
  const { catalogDirectory, isCatalogGiven } = readSettings();
  const given = isCatalogGiven
    ? await givenCatalog()
    : { catalog: await readCatalog(catalogDirectory), revisions: [] };
  const catalog = writeOutTurns(given.catalog);
  for (const { product } of catalog.products) refuseReserved(product);
  return { ...given, catalog };
}

/** Whoever builds the site has read and checked the catalog while the pages were bundled. */
async function givenCatalog(): Promise<GivenCatalog> {
  let json = '';
  for await (const part of process.stdin.setEncoding('utf8')) json += part;
  return JSON.parse(json) as GivenCatalog;
}

function refuseReserved(product: Product): void {
  if (!RESERVED.includes(product.product) && !FILE.test(product.product)) return;
  const message = `expected a product name that is free on the site, found "${product.product}", which is a page of its own; rename the source`;
  throw new OsdexError('catalog-invalid', message);
}
