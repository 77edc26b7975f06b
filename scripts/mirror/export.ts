import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { INVENTORY_FORMATS } from '../../mirror/inventory/export-formats.ts';
import { saveExport } from '../save-export.ts';
import { requireInventoryFormat, writeInventory } from './inventory-format.ts';
import { selectedFiles, withSelection } from './list.ts';
import type { SelectionFlags } from './list.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';

interface ExportFlags extends RepositoryFlags, SelectionFlags {
  format: string;
  output?: string;
}

const FORMATS = INVENTORY_FORMATS.map(({ name, describe }) => `  ${name.padEnd(16)} ${describe}`).join('\n');

const NOTES = `
Formats:
${FORMATS}

Examples:
  osdex mirror export --format isomanager-json -o inventory.json
  osdex mirror export --format sha256sums "product=debian" | (cd /srv/images && sha256sum -c)`;

/** `osdex mirror export`. */
export function addExportCommand(mirror: Command): void {
  withSelection(
    withRepositoryOptions(
      mirror.command('export').description('write the inventory in a form that others read'),
    ),
  )
    .option('--format <format>', 'one of the formats below', 'json')
    .option('-o, --output <file>', 'where to write (default: standard output)')
    .addHelpText('after', NOTES)
    .action(async (selector: string | undefined, flags: ExportFlags) => {
      const format = requireInventoryFormat(flags.json ? 'json' : flags.format);
      const { count, text } = await withInventory(flags, async (repository, inventory) => {
        const files = selectedFiles(inventory, selector, flags);
        return { count: files.length, text: writeInventory(format, files, repository) };
      });
      await saveExport(flags.output, [text].values());
      if (flags.output !== undefined)
        process.stderr.write(`Wrote ${counted(count, 'file')} as ${format.name} to ${flags.output}.\n`);
    });
}
