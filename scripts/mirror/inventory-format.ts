import { basename } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import { nearestWord } from '../../core/nearest-word.ts';
import { INVENTORY_FORMATS } from '../../mirror/inventory/export-formats.ts';
import type { InventoryFormat } from '../../mirror/inventory/export-formats.ts';
import type { InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import type { Repository } from '../../mirror/repository.ts';

/** @throws OsdexError `usage` that names the nearest one. */
export function requireInventoryFormat(name: string): InventoryFormat {
  const format = INVENTORY_FORMATS.find((one) => one.name === name);
  if (format !== undefined) return format;
  const names = INVENTORY_FORMATS.map((one) => one.name);
  const nearest = nearestWord(name, names);
  const hint = nearest === undefined ? `one of ${names.join(', ')}` : `did you mean ${nearest}?`;
  throw new OsdexError('usage', `expected a format of inventories, found "${name}"; ${hint}`);
}

/** Files of a repository in a format, as a text. */
export function writeInventory(
  format: InventoryFormat,
  files: readonly InventoryFile[],
  { root }: Pick<Repository, 'root'>,
): string {
  return format.write(files, { root, name: basename(root), now: new Date() });
}
