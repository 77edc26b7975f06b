import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Catalog } from '../core/catalog/catalog.ts';
import { takeImages, writeExport } from '../core/export.ts';
import type { ExportContext, ExportFile, Format } from '../core/formats/format.ts';
import { PUBLISHED_FORMATS } from '../core/formats/registry.ts';
import { selectImages } from '../core/image.ts';

/** What the exports of a site are written with. */
export type SiteExportContext = Omit<ExportContext, 'name' | 'title'> & { site: string };

/**
 * Writes the newest builds of each stream in every format, of all products and of each, below `exports/`.
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

/** Of each product only what it has for this format; all together also where there is nothing yet. */
async function filesOf(
  format: Format,
  { products, health }: Catalog,
  context: SiteExportContext,
): Promise<ExportFile[]> {
  const selector = { facets: {}, latest: format.latest ?? 1 };
  const isFolder = format.write?.kind === 'folder';
  const files: ExportFile[] = [];
  const all = products.map((entry) => ({
    product: entry.product,
    images: takeImages(
      format,
      selectImages({ products: [entry], health }, selector, context.today),
      () => undefined,
    ),
  }));
  const name = 'osdex';
  const whole = all.flatMap(({ images }) => images);
  files.push(...(await writeExport(format, whole, { ...context, name, title: context.site })));
  for (const { product, images } of all) {
    if (images.length === 0) continue;
    const title = `${context.site}: ${product.name}`;
    const own = await writeExport(format, images, { ...context, name: product.product, title });
    files.push(
      ...own.map(({ path, content }) => ({ path: isFolder ? `${product.product}/${path}` : path, content })),
    );
  }
  return files;
}
