import { join } from 'node:path';
import { readCatalogFile } from '../catalog/catalog-file.ts';
import { KEYS_FILE, KeyRegistry } from './key-registry.ts';

/**
 * Reads `keys.yaml` of a catalog folder.
 *
 * @returns undefined where the catalog has none, as all had before there was one.
 * @throws OsdexError `catalog-invalid` with file, line and field.
 */
export async function readKeyRegistry(catalog: string): Promise<KeyRegistry | undefined> {
  return readCatalogFile(join(catalog, KEYS_FILE), KeyRegistry);
}
