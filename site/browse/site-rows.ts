import { siteCatalog } from '../catalog/site-catalog.ts';
import { rowsOf } from './row.ts';
import type { Row } from './row.ts';

let collecting: Promise<Row[]> | undefined;

/** The rows of the whole catalog, made once: product by product, newest release first. */
export function siteRows(): Promise<Row[]> {
  collecting ??= siteCatalog().then(({ products }) =>
    products.flatMap(({ product, releases }) => releases.flatMap((release) => rowsOf(product, release))),
  );
  return collecting;
}
