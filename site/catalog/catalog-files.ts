import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSettings } from '../settings.ts';

/** The YAML files of the catalog folder, as paths within it. */
export async function listCatalogFiles(): Promise<string[]> {
  const { catalogDirectory } = readSettings();
  const entries = await readdir(catalogDirectory, { recursive: true }).catch(() => []);
  return entries
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.yaml'))
    .sort();
}

/** One of these files, byte for byte. */
export async function serveCatalogFile(path: string): Promise<Response> {
  const bytes = await readFile(join(readSettings().catalogDirectory, path));
  return new Response(new Uint8Array(bytes), {
    headers: { 'content-type': 'application/yaml; charset=utf-8' },
  });
}
