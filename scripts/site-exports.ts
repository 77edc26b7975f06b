import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pLimit from 'p-limit';
import type { Catalog } from '../core/catalog/catalog.ts';
import { exportName, joinRows, takeImages, writeExport } from '../core/export.ts';
import type { ExportContext, ExportFile, Format } from '../core/formats/format.ts';
import { PUBLISHED_FORMATS } from '../core/formats/registry.ts';
import { selectOfProduct } from '../core/image.ts';
import { latestFiles } from '../core/latest-files.ts';

/** Below the site. */
export const EXPORTS_FOLDER = 'exports';
export const LATEST_FOLDER = 'api/v1/latest';

/** Of all products together, before the ending. */
const WHOLE = 'osdex';

/** What the exports of a site are written with. */
export type SiteExportContext = Omit<ExportContext, 'name' | 'title'> & { site: string };

/**
 * Writes the newest builds of each stream of supported releases in every format, below `exports/`: of all products, and
 * of each, which a format of several files does by itself. What is newest of each stream goes below `api/v1/latest/`.
 */
export async function writeSiteExports(
  catalog: Catalog,
  folder: string,
  context: SiteExportContext,
): Promise<void> {
  await mkdir(join(folder, EXPORTS_FOLDER), { recursive: true });
  await mkdir(join(folder, LATEST_FOLDER), { recursive: true });
  await save(join(folder, LATEST_FOLDER), latestFiles(catalog, context.today));
  for (const format of PUBLISHED_FORMATS)
    await save(join(folder, EXPORTS_FOLDER, format.name), await filesOf(format, catalog, context));
}

/** How many files are written at once. */
const AT_ONCE = 8;

async function save(folder: string, files: readonly ExportFile[]): Promise<void> {
  const paths = files.map(({ path, content }) => ({ path: join(folder, path), content }));
  for (const place of new Set(paths.map(({ path }) => dirname(path))))
    await mkdir(place, { recursive: true });
  const inTurn = pLimit(AT_ONCE);
  await Promise.all(paths.map(({ path, content }) => inTurn(() => writeFile(path, content))));
}

async function filesOf(
  format: Format,
  { products }: Catalog,
  { site, ...context }: SiteExportContext,
): Promise<ExportFile[]> {
  const { write } = format;
  const selector = { facets: { supported: ['true'] }, latest: format.latest ?? 1 };
  const chosen = products.map((entry) => ({
    product: entry.product,
    images: takeImages(format, selectOfProduct(entry, selector, context.today), () => undefined),
  }));
  const images = chosen.flatMap((one) => one.images);
  if (format.mostImages !== undefined && images.length > format.mostImages) return [];
  const all = { ...context, name: WHOLE, title: site };
  if (write?.kind === 'folder') return writeExport(format, images, all);
  const selections = [
    { images, context: all },
    // Only of what it has something for this format; of all together there is a file also where there is nothing yet.
    ...chosen
      .filter((one) => one.images.length > 0 && one.product.product !== WHOLE)
      .map(({ product, images: own }) => ({
        images: own,
        context: { ...context, name: product.product, title: `${site}: ${product.name}` },
      })),
  ];
  if (write?.kind !== 'rows')
    return (await Promise.all(selections.map((one) => writeExport(format, one.images, one.context)))).flat();
  const rows = new Map(images.map((image) => [image, write.row(image, context)]));
  return selections.map((one) => ({
    path: exportName(format, one.context),
    content: joinRows(
      write,
      one.images.map((image) => rows.get(image) ?? ''),
      one.context,
    ),
  }));
}
