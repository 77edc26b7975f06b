import { OsdexError } from '../../core/error.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';

/** Ways in which a file is called, from the one that is never shared. */
const WAYS: readonly ((file: InventoryFile, wanted: string) => boolean)[] = [
  ({ path }, wanted) => path === wanted,
  ({ name }, wanted) => name === wanted,
  ({ id }, wanted) => id === wanted,
  ({ digests }, wanted) => digests.some((digest) => digest === wanted || digest.endsWith(`:${wanted}`)),
  ({ path }, wanted) => path.endsWith(`/${wanted}`),
];

/** A few show what they are. */
const SHOWN = 10;

/**
 * The file that is called so: by its path, the name that a person gave it, its id in the catalog, its digest, or the
 * last part of its path.
 *
 * @throws OsdexError `usage` where several are; `not-found`.
 */
export function findFile(inventory: Pick<Inventory, 'all'>, wanted: string): InventoryFile {
  const files = inventory.all();
  for (const isCalled of WAYS) {
    const [only, ...others] = files.filter((file) => isCalled(file, wanted));
    if (only === undefined) continue;
    if (others.length === 0) return only;
    const paths = [only, ...others].slice(0, SHOWN).map(({ path }) => `  ${path}\n`);
    const more = others.length + 1 - paths.length;
    throw new OsdexError(
      'usage',
      `expected one file called ${quote(wanted)}, found ${others.length + 1}; say which by its path:\n${paths.join('')}${more > 0 ? `  and ${more} more` : ''}`.trimEnd(),
    );
  }
  throw new OsdexError(
    'not-found',
    `expected a file with the path, name, id or digest ${quote(wanted)}, found none; "osdex mirror list" shows what there is`,
  );
}
