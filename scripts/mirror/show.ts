import type { Command } from 'commander';
import { formatSize } from '../../core/format-size.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { isoTime } from '../../core/names.ts';
import { historyOf } from '../../mirror/history.ts';
import { findFile } from '../../mirror/inventory/find-file.ts';
import type { InventoryFile } from '../../mirror/inventory/inventory-file.ts';
import type { RecordEntry } from '../../mirror/record-log.ts';
import { printJson } from '../print-json.ts';
import { withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { RepositoryFlags } from './repository-flags.ts';
import { writtenPath } from './written-path.ts';

const EXAMPLES = `
Examples:
  osdex mirror show "linux/debian/debian-13.1.0-amd64-netinst.iso"
  osdex mirror show rescue-stick
  osdex mirror show 7de75f3a4c8d9b2f0a1e3d5c7b9a8f6e4d2c0b1a3f5e7d9c8b6a4f2e0d1c3b5a --json`;

/** `osdex mirror show`. */
export function addShowCommand(mirror: Command): void {
  withRepositoryOptions(mirror.command('show').description('show what is known of one file, and its history'))
    .argument('<file>', 'its path, name, id or digest; the last part of its path where it is the only one')
    .addHelpText('after', EXAMPLES)
    .action(async (wanted: string, flags: RepositoryFlags) => {
      const { file, history } = await withInventory(flags, async (repository, inventory) => {
        const found = findFile(inventory, writtenPath(repository, wanted));
        return { file: found, history: await historyOf(repository, found.path) };
      });
      if (flags.json) printJson({ ...file, history });
      else process.stdout.write(card(file) + history.map(entryLine).join(''));
    });
}

function card(file: InventoryFile): string {
  const { path, name, id, state, sizeBytes, modifiedMs, digests, origin, addedAt, checkedAt, parent } = file;
  const lines: [label: string, text: string | undefined][] = [
    ['file', path],
    ['name', name],
    ['image', id],
    ['state', state],
    ['size', `${formatSize(sizeBytes)} (${sizeBytes} bytes)`],
    ['written', isoTime(new Date(modifiedMs))],
    ...digests.map((digest): [string, string] => ['digest', digest]),
    ['made from', parent],
    ...Object.entries(file.facets).map(([facet, value]): [string, string] => [facet, value]),
    ...Object.entries(file.structure ?? {}).map(([key, value]): [string, string] => [key, textOf(value)]),
    ['origin', origin],
    ['added', addedAt],
    ['last read', checkedAt ?? 'never'],
  ];
  return lines
    .flatMap(([label, text]) => (text === undefined ? [] : `${label.padEnd(14)} ${text}\n`))
    .join('');
}

/** What a file says of itself is anyone's text. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? quote(value).slice(1, -1) : quote(JSON.stringify(value)).slice(1, -1);
}

function entryLine({ time, event, from, to, reason }: RecordEntry): string {
  const more = [from && `from ${from}`, to && `to ${to}`, reason].filter((one) => one).join(', ');
  return `${time.padEnd(20)}  ${event}${more === '' ? '' : `: ${more}`}\n`;
}
