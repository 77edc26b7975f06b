import { createHash } from 'node:crypto';
import { siteCatalog } from '../catalog/site-catalog.ts';
import { readSettings } from '../settings.ts';
import { openIndex } from './browse-index.ts';
import type { BrowseIndex } from './browse-index.ts';
import { packRows } from './index-file.ts';
import type { BrowseFile } from './index-file.ts';
import { createMatcher } from './match.ts';
import type { Matcher } from './match.ts';
import { rowsOf } from './row.ts';
import type { Row } from './row.ts';

/** What the browse page is made of. */
export interface SiteBrowse {
  file: BrowseFile;
  index: BrowseIndex;
  matcher: Matcher;
  /** By row. */
  digests: string[];
}

let collecting: Promise<Row[]> | undefined;
let packing: Promise<SiteBrowse> | undefined;

/** The rows of the whole catalog, made once: product by product, newest release first. */
export function siteRows(): Promise<Row[]> {
  collecting ??= siteCatalog().then(({ products }) =>
    products.flatMap(({ product, releases }) => releases.flatMap((release) => rowsOf(product, release))),
  );
  return collecting;
}

/** The row with which each release begins, by `product/release`. */
export async function firstRows(): Promise<Map<string, number>> {
  const first = new Map<string, number>();
  (await siteRows()).forEach(({ build: { release } }, row) => {
    const name = `${release.product}/${release.release}`;
    if (!first.has(name)) first.set(name, row);
  });
  return first;
}

/** The same rows, packed and ready to be searched. */
export function siteBrowse(): Promise<SiteBrowse> {
  packing ??= siteRows().then(pack);
  return packing;
}

function pack(rows: readonly Row[]): SiteBrowse {
  const digests = rows.map(({ digest }) => digest);
  const edition = createHash('sha256')
    .update(JSON.stringify([packRows(rows, ''), digests]))
    .digest('hex');
  const file = packRows(rows, edition.slice(0, 16));
  const index = openIndex(file);
  return { file, index, matcher: createMatcher(index, readSettings().today), digests };
}
