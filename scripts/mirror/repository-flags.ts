import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { isoDay } from '../../core/day.ts';
import { OsdexError } from '../../core/error.ts';
import { selectImages } from '../../core/image.ts';
import type { Image } from '../../core/image.ts';
import { openInventory } from '../../mirror/inventory/inventory.ts';
import type { Inventory } from '../../mirror/inventory/inventory.ts';
import { openRepository, RECORDS_FOLDER } from '../../mirror/repository.ts';
import type { Repository } from '../../mirror/repository.ts';
import { dataRoot } from '../context.ts';

/** The options of a command that is about a repository. */
export interface RepositoryFlags {
  repository: string;
  json?: boolean;
}

/** Adds `--repository` and `--json`. */
export function withRepositoryOptions(command: Command): Command {
  return command
    .option('-r, --repository <dir>', 'folder of the images', '.')
    .option('--json', 'print JSON for programs');
}

/** Where the catalog is that files are compared with. */
export interface CatalogFlags {
  catalog: string;
}

/** Adds `--catalog`. */
export function withCatalogOption(command: Command): Command {
  return command.option('--catalog <dir>', 'folder of the catalog', join(dataRoot(), 'catalog'));
}

/** All images of the catalog, withdrawn ones too. */
export async function everyImage({ catalog }: CatalogFlags): Promise<Image[]> {
  return selectImages(await readCatalog(catalog), { facets: {} }, isoDay(new Date()));
}

/**
 * The repository that is there.
 *
 * @throws OsdexError `usage` where the folder is none: nobody wants one made by a mistyped name.
 */
export async function requireRepository({ repository }: RepositoryFlags): Promise<Repository> {
  if (existsSync(join(repository, RECORDS_FOLDER))) return openRepository(repository);
  throw new OsdexError(
    'usage',
    `expected a repository at ${resolve(repository)}, found none; "osdex mirror sync" makes one of a plan, "osdex mirror scan --new" of a folder with images`,
    { path: repository },
  );
}

/** Does something with the repository and its inventory, which is closed then. */
export async function withInventory<T>(
  flags: RepositoryFlags,
  work: (repository: Repository, inventory: Inventory) => Promise<T>,
): Promise<T> {
  const repository = await requireRepository(flags);
  const inventory = openInventory(repository);
  try {
    return await work(repository, inventory);
  } finally {
    inventory.close();
  }
}
