import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { formatSize } from '../../core/format-size.ts';
import { statisticsOf } from '../../mirror/inventory/statistics.ts';
import type { Statistics, Tally } from '../../mirror/inventory/statistics.ts';
import { printJson } from '../print-json.ts';
import { selectedFiles, withSelection } from './list.ts';
import type { SelectionFlags } from './list.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';

const EXAMPLES = `
Examples:
  osdex mirror stats
  osdex mirror stats "product=ubuntu" --json`;

const HEADINGS: Record<Exclude<keyof Statistics, 'total'>, string> = {
  byState: 'by state',
  byProduct: 'by product',
  byKind: 'by kind',
  byArch: 'by architecture',
  byFormat: 'by format',
  byAge: 'here for',
  byCheck: 'last read before',
};

/** `osdex mirror stats`. */
export function addStatsCommand(mirror: Command): void {
  withSelection(
    withRepositoryOptions(
      mirror
        .command('stats')
        .description('count files and bytes by state, product, kind, architecture, format and age'),
    ),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (selector: string | undefined, flags: RepositoryFlags & SelectionFlags) => {
      const files = await withInventory(flags, async (_, inventory) =>
        selectedFiles(inventory, selector, flags),
      );
      const statistics = statisticsOf(files, new Date());
      if (flags.json) printJson(statistics);
      else process.stdout.write(told(statistics));
    });
}

function told({ total, ...groups }: Statistics): string {
  const tables = Object.entries(HEADINGS).map(([group, heading]) => {
    const tallies = Object.entries(groups[group as keyof typeof groups]);
    return `\n${heading}\n${tallies.map(([value, tally]) => `  ${value.padEnd(22)} ${amount(tally)}\n`).join('')}`;
  });
  return `${counted(total.files, 'file')}, ${formatSize(total.bytes)}\n${tables.join('')}`;
}

function amount({ files, bytes }: Tally): string {
  return `${String(files).padStart(6)}  ${formatSize(bytes).padStart(9)}`;
}
