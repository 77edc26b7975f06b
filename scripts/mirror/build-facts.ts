import { readCatalog } from '../../core/catalog/catalog.ts';
import { isoDay } from '../../core/day.ts';
import { selectImages } from '../../core/image.ts';
import type { InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import type { CatalogFlags } from './repository-flags.ts';

/** What the catalog knows of the builds that files are of. */
export interface BuildFacts {
  /** Whether there is no newer build of its stream. */
  isNewest: (file: InventoryFile) => boolean;
  /** `YYYY-MM-DD` on which it was published. */
  dayOf: (file: InventoryFile) => string | undefined;
}

/** @throws OsdexError as readCatalog does. */
export async function buildFacts({ catalog: folder }: CatalogFlags): Promise<BuildFacts> {
  const catalog = await readCatalog(folder);
  const today = isoDay(new Date());
  const newest = new Set(selectImages(catalog, { facets: {}, latest: 1 }, today).map(({ id }) => id));
  const days = new Map(
    selectImages(catalog, { facets: {} }, today).map(({ id, build }) => [id, build.published]),
  );
  const idOf = ({ id, inside }: InventoryFile): string => id ?? inside?.id ?? '';
  return { isNewest: (file) => newest.has(idOf(file)), dayOf: (file) => days.get(idOf(file)) };
}
