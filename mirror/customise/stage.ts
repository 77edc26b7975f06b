import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Means } from './recipe.ts';

/**
 * Lays a file out for the programs, for nobody else's eyes.
 *
 * @param name in the folder of the means.
 * @returns that name.
 */
export async function stage(name: string, bytes: Uint8Array, { folder }: Means): Promise<string> {
  await writeFile(join(folder, name), bytes, { mode: 0o600 });
  return name;
}
