import type { Catalog } from './catalog/catalog.ts';
import type { ExportFile } from './formats/format.ts';
import { selectOfProduct } from './image.ts';
import type { Image } from './image.ts';
import { imageRecord } from './image-record.ts';

/**
 * The newest build of each stream of each release, by architecture: what most programs ask for, in a file of a few hundred
 * bytes whose address stays the same.
 *
 * @param today `YYYY-MM-DD`.
 * @returns `<product>/<release>/<stream>/<arch>.json`.
 */
export function latestFiles({ products }: Catalog, today: string): ExportFile[] {
  return products.flatMap((entry) => {
    const newest = selectOfProduct(entry, { facets: {}, latest: 1 }, today);
    return [...Map.groupBy(newest, pathOf)].map(([path, images]) => ({
      path,
      content: `${JSON.stringify(latestOf(images))}\n`,
    }));
  });
}

function pathOf({ release, stream, artifact }: Image): string {
  return `${release.product}/${release.release}/${stream.stream}/${artifact.arch}.json`;
}

function latestOf(images: readonly Image[]) {
  const [first] = images;
  return {
    schema: 'osdex/api-latest/1',
    product: first?.release.product,
    release: first?.release.release,
    stream: first?.stream.stream,
    arch: first?.artifact.arch,
    serial: first?.build.serial,
    images: images.map(imageRecord),
  };
}
