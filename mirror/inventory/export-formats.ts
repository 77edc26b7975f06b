import { stringify } from 'csv-stringify/sync';
import { FACETS } from '../../core/selector.ts';
import type { InventoryFile } from './inventory-file.ts';
import { isomanagerCsv, isomanagerJson, isomanagerXml } from './isomanager-inventory.ts';
import type { InventoryContext } from './isomanager-inventory.ts';

/** A form in which an inventory is written for others. */
export interface InventoryFormat {
  name: string;
  /** In a sentence. */
  describe: string;
  write(files: readonly InventoryFile[], context: InventoryContext): string;
}

/** Of these only the first is read again, by `importInventory`, without losing what it is about. */
export const INVENTORY_FORMATS: readonly InventoryFormat[] = [
  {
    name: 'isomanager-json',
    describe: 'the inventory of the PowerShell module ISOManager, in its documented form',
    write: isomanagerJson,
  },
  {
    name: 'isomanager-csv',
    describe: 'the table that its Export-ISOInventory writes, with fewer fields',
    write: isomanagerCsv,
  },
  {
    name: 'isomanager-xml',
    describe: 'the same as PowerShell writes XML',
    write: isomanagerXml,
  },
  {
    name: 'json',
    describe: 'all that the inventory knows, as "list --json" prints it',
    write: (files) => `${JSON.stringify(files, null, 2)}\n`,
  },
  {
    name: 'csv',
    describe: 'a table with a line for each file',
    write: table,
  },
  {
    name: 'sha256sums',
    describe: 'a sums file that "sha256sum -c" checks in the folder of the repository',
    write: sums,
  },
];

function table(files: readonly InventoryFile[]): string {
  const header = ['path', 'state', 'size', 'digest', 'id', 'name', 'added', 'checked', 'origin', ...FACETS];
  const rows = files.map(
    ({ path, state, sizeBytes, digests, id, name, addedAt, checkedAt, origin, facets }) => [
      ...[path, state, sizeBytes, digests[0], id, name, addedAt, checkedAt, origin],
      ...FACETS.map((facet) => facets[facet]),
    ],
  );
  return stringify([header, ...rows]);
}

/** Of what is missing there is nothing to check; of a bad file it is told what it should be. */
function sums(files: readonly InventoryFile[]): string {
  return files
    .filter(({ state }) => state !== 'missing')
    .flatMap(({ path, digests }) => {
      const digest = digests.find((one) => one.startsWith('sha256:'));
      return digest === undefined ? [] : [`${digest.slice('sha256:'.length)}  ${path}\n`];
    })
    .join('');
}
