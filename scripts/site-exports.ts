import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Catalog } from '../core/catalog/catalog.ts';
import { takeImages, writeExport } from '../core/export.ts';
import type { ExportContext, ExportFile, Format } from '../core/formats/format.ts';
import { PUBLISHED_FORMATS } from '../core/formats/registry.ts';
import { selectOfProduct } from '../core/image.ts';

/** Of all products together, before the ending. */
const WHOLE = 'osdex';

/** What the exports of a site are written with. */
export type SiteExportContext = Omit<ExportContext, 'name' | 'title'> & { site: string };

/**
 * Writes the newest builds of each stream of supported releases in every format, below `exports/`: of all products, and
 * of each. A format of several files parts them by itself.
 *
 * @returns how many files were written.
 */
export async function writeSiteExports(
  catalog: Catalog,
  folder: string,
  context: SiteExportContext,
): Promise<number> {
  let count = 0;
  for (const format of PUBLISHED_FORMATS) {
    for (const file of await filesOf(format, catalog, context)) {
      const path = join(folder, 'exports', format.name, file.path);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file.content);
      count += 1;
    }
  }
  return count;
}

async function filesOf(
  format: Format,
  { products }: Catalog,
  { site, ...context }: SiteExportContext,
): Promise<ExportFile[]> {
  const selector = { facets: { supported: ['true'] }, latest: format.latest ?? 1 };
  const chosen = products.map((entry) => ({
    product: entry.product,
    images: takeImages(format, selectOfProduct(entry, selector, context.today), () => undefined),
  }));
  const whole = chosen.flatMap(({ images }) => images);
  const files = await writeExport(format, whole, { ...context, name: WHOLE, title: site });
  if (format.write?.kind === 'folder') return files;
  for (const { product, images } of chosen) {
    // Only of what it has something for this format; of all together there is a file also where there is nothing yet.
    if (images.length === 0 || product.product === WHOLE) continue;
    const own = { ...context, name: product.product, title: `${site}: ${product.name}` };
    files.push(...(await writeExport(format, images, own)));
  }
  return files;
}
