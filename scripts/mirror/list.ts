import type { Command } from 'commander';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { parseSelector } from '../../core/selector.ts';
import { FILE_STATES } from '../../mirror/inventory/inventory-file.ts';
import type { FileState, InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import type { Inventory } from '../../mirror/inventory/inventory.ts';
import { selectFiles } from '../../mirror/inventory/select-files.ts';
import { printJson } from '../print-json.ts';
import { requireInventoryFormat, writeInventory } from './inventory-format.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';

/** Which files of an inventory are wanted. */
export interface SelectionFlags {
  state?: FileState[];
}

interface ListFlags extends RepositoryFlags, SelectionFlags {
  format?: string;
}

const EXAMPLES = `
Examples:
  osdex mirror list
  osdex mirror list "product=debian&arch=arm64"
  osdex mirror list --state bad,missing
  osdex mirror list "q=rescue cd" --json

Of "since" and "until" it counts when a file was added. What nobody knows of a file is none of the values that are asked
for.`;

/** `osdex mirror list`. */
export function addListCommand(mirror: Command): void {
  withSelection(withRepositoryOptions(mirror.command('list').description('list the files of the repository')))
    .option('--format <format>', 'in a form that others read; "osdex mirror export --help" lists them')
    .addHelpText('after', EXAMPLES)
    .action(async (selector: string | undefined, flags: ListFlags) => {
      const format = flags.format === undefined ? undefined : requireInventoryFormat(flags.format);
      await withInventory(flags, async (repository, inventory) => {
        const files = selectedFiles(inventory, selector, flags);
        if (format !== undefined) process.stdout.write(writeInventory(format, files, repository));
        else if (flags.json) printJson(files);
        else process.stdout.write(files.map(row).join(''));
      });
    });
}

/** Adds a selector and `--state`. */
export function withSelection(command: Command): Command {
  return command
    .argument('[selector]', 'such as ubuntu@24.04 or "product=debian&arch=arm64&q=netinst" (default: all)')
    .option('--state <states>', `of these states: ${FILE_STATES.join(', ')}`, parseStates);
}

/** @throws OsdexError `usage`. */
export function selectedFiles(
  inventory: Inventory,
  selector: string | undefined,
  { state }: SelectionFlags,
): InventoryFile[] {
  return selectFiles(inventory.all(), parseSelector(selector ?? ''), state);
}

function parseStates(text: string): FileState[] {
  return text.split(',').map((word) => {
    const state = FILE_STATES.find((one) => one === word.trim());
    if (state !== undefined) return state;
    throw new OsdexError('usage', `expected states of ${FILE_STATES.join(', ')}, found "${word}"`);
  });
}

function row({ state, sizeBytes, path, name, id }: InventoryFile): string {
  const known = [name, id].filter((one) => one !== undefined).join(', ');
  const is = known === '' || known === path ? '' : `  (${known})`;
  return `${state.padEnd(8)} ${formatSize(sizeBytes).padStart(9)}  ${path}${is}\n`;
}
