import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/** The folder of the sources that osdex itself brings. */
export function shippedSources(): string {
  return join(packageRoot(), 'sources');
}

/** The products of a folder of sources, by the names of its files, in their order. */
export async function productsIn(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'))
    .toSorted();
}
