import { buildKey } from '../../core/catalog/build-copies.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';

/** Every file of every build: id, digest, and how far it was trusted. */
export function recordedIn({ products }: Catalog): Set<string> {
  return new Set(
    products.flatMap(({ product, releases }) =>
      releases.flatMap(({ release, builds }) =>
        builds.flatMap((build) =>
          build.artifacts.map(({ file, digest }) =>
            [product.product, release, buildKey(build), build.verification.level, file, digest].join(' '),
          ),
        ),
      ),
    ),
  );
}
