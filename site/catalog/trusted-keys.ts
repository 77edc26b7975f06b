import type { Catalog } from '../../core/catalog.ts';
import { compareText } from '../../core/catalog.ts';
import type { Product, TrustedKey } from '../../core/product.ts';

/** A pinned key with the products that trust it and what it has signed. */
export interface KeyUse {
  key: TrustedKey;
  products: { product: Product; releases: readonly string[] | undefined }[];
  builds: number;
  /** Time of its newest recorded signature. */
  lastSigned: string | undefined;
}

/** Every pinned key once, by the name of its owner. */
export function trustedKeys({ products }: Catalog): KeyUse[] {
  const uses = new Map<string, KeyUse>();
  for (const { product } of products) {
    for (const key of product.keys) {
      const use = uses.get(key.fingerprint) ?? { key, products: [], builds: 0, lastSigned: undefined };
      use.products.push({ product, releases: key.releases });
      uses.set(key.fingerprint, use);
    }
  }
  for (const { verification } of products.flatMap(({ releases }) =>
    releases.flatMap(({ builds }) => builds),
  )) {
    if (verification.level !== 'signed') continue;
    const use = uses.get(verification.signer);
    if (use === undefined) continue;
    use.builds++;
    if (verification.signedAt > (use.lastSigned ?? '')) use.lastSigned = verification.signedAt;
  }
  return [...uses.values()].sort((a, b) => compareText(a.key.owner, b.key.owner));
}
