import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { Digest } from '../../core/digest.ts';
import { IsoDate } from '../../core/names.ts';
import { artifactId } from '../../core/release.ts';

/** `/api/v1/meta.json`: enough to know whether anything has changed. */
export const ApiMeta = z.strictObject({
  schema: z.literal('osdex/api-meta/1'),
  revision: z.string().optional().describe('Of the catalog, in git.'),
  date: IsoDate.describe('The day on which the site was built.'),
  products: z.int().nonnegative(),
  releases: z.int().nonnegative(),
  builds: z.int().nonnegative(),
  files: z.int().nonnegative(),
  digest: Digest.describe(
    'Of a line "<id> <digest>" for every file, in the order of catalog.json: the same where no file was added or taken away.',
  ),
});
export type ApiMeta = z.infer<typeof ApiMeta>;

/** @param date `YYYY-MM-DD`. */
export function apiMeta({ products }: Catalog, revision: string | undefined, date: string): ApiMeta {
  const hash = createHash('sha256');
  const counts = { products: products.length, releases: 0, builds: 0, files: 0 };
  for (const release of products.flatMap(({ releases }) => releases)) {
    counts.releases += 1;
    for (const build of release.builds) {
      counts.builds += 1;
      counts.files += build.artifacts.length;
      for (const artifact of build.artifacts)
        hash.update(`${artifactId(release, build, artifact)} ${artifact.digest}\n`);
    }
  }
  return {
    schema: 'osdex/api-meta/1',
    ...(revision === undefined ? {} : { revision }),
    date,
    ...counts,
    digest: Digest.parse(`sha256:${hash.digest('hex')}`),
  };
}
