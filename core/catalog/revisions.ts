import { basename } from 'node:path';
import { PRODUCT_FILE } from './catalog.ts';

/** A change of the catalog, as git keeps it. */
export interface Revision extends Changed {
  /** Short name of the commit. */
  revision: string;
  /** When it was made. */
  time: string;
}

/** What files are about, each once. */
export interface Changed {
  releases: { product: string; release: string }[];
  /** Of which what is true of the product as a whole changed. */
  products: string[];
}

/** What these files are about, by their paths below the catalog; `debian/13/2025.yaml` is one of the release debian 13. */
export function changedBy(files: readonly string[]): Changed {
  const releases = new Map<string, { product: string; release: string }>();
  const products = new Set<string>();
  for (const file of files) {
    const [product, name, ...year] = file.replace(/\.yaml$/, '').split('/');
    if (product === undefined || name === undefined || year.length > 1 || !file.endsWith('.yaml')) continue;
    if (basename(file) === PRODUCT_FILE) products.add(product);
    else releases.set(`${product}/${name}`, { product, release: name });
  }
  return { releases: [...releases.values()], products: [...products] };
}
