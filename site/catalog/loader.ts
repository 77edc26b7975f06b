import type { Loader } from 'astro/loaders';
import { readCatalog } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { readSettings } from '../settings.ts';
import { writeOutTurns } from './turning-text.ts';

interface Entry {
  id: string;
  data: Record<string, unknown>;
}

let reading: Promise<Catalog> | undefined;

/** Fills one of Astro's collections from the catalog folder, which is read once for all of them. */
export function catalogLoader(collection: string, entriesOf: (catalog: Catalog) => Entry[]): Loader {
  return {
    name: `osdex-${collection}`,
    load: async ({ store, parseData }) => {
      reading ??= readCatalog(readSettings().catalogDirectory).then(writeOutTurns);
      const entries = entriesOf(await reading);
      store.clear();
      for (const entry of entries) store.set({ id: entry.id, data: await parseData(entry) });
    },
  };
}
