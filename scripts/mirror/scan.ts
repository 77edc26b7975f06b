import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { scanRepository } from '../../mirror/inventory/scan.ts';
import type { ScanReport } from '../../mirror/inventory/scan.ts';
import { openRepository } from '../../mirror/repository.ts';
import { showDownload } from '../download-progress.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { untilStopped } from '../run-fetcher.ts';
import { everyImage, withCatalogOption, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

interface ScanFlags extends RepositoryFlags, CatalogFlags {
  quick?: boolean;
  new?: boolean;
}

const EXAMPLES = `
Examples:
  osdex mirror scan -r /srv/images
  osdex mirror scan --new -r ~/Downloads/isos
  osdex mirror scan --quick

Only what is new or was written to is read; it is looked up in the catalog by its digest. Files that were moved or
renamed keep their names and their history. A missing file stays in the inventory until "osdex mirror remove" or until
it is found again.

Exit code 0: done. 1: files are bad, missing or cannot be read. 2: used wrongly.`;

/** `osdex mirror scan`. */
export function addScanCommand(mirror: Command): void {
  withCatalogOption(
    withRepositoryOptions(
      mirror.command('scan').description('bring the inventory up to what lies in the repository'),
    ),
  )
    .option('--quick', 'take down what is new without reading it, to be read by a later scan')
    .option('--new', 'make a repository of a folder with images')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ScanFlags) => {
      if (flags.new) await makeRepository(flags);
      const report = await scan(flags);
      if (flags.json) printJson(report);
      else process.stdout.write(toldScan(report));
      if (report.bad.length + report.missing.length + report.unreadable.length > 0) process.exitCode = 1;
    });
}

async function makeRepository({ repository }: ScanFlags): Promise<void> {
  const found = await stat(repository).catch(() => undefined);
  if (!found?.isDirectory()) {
    throw new OsdexError('usage', `expected a folder with images at ${resolve(repository)}, found none`, {
      path: repository,
    });
  }
  await openRepository(repository);
}

async function scan(flags: ScanFlags): Promise<ScanReport> {
  const progress = openProgress(flags.json);
  try {
    return await untilStopped((signal) =>
      withInventory(flags, (repository, inventory) =>
        whileLocked(repository, 'scan of this repository', () =>
          scanRepository(repository, inventory, {
            images: () => everyImage(flags),
            now: () => new Date(),
            quick: flags.quick,
            signal,
            onProgress: showDownload(progress),
          }),
        ),
      ),
    );
  } finally {
    progress.end();
  }
}

/** One line for each file that something became of. */
export function toldScan(report: ScanReport): string {
  const { files, unchanged, added, changed, moved, returned, missing, bad, unreadable, passedOver } = report;
  const line = (what: string, path: string): string => `${what.padEnd(11)} ${path}\n`;
  const why = ({ path, reason }: { path: string; reason: string }): string => `${quote(path)}: ${reason}`;
  return [
    ...added.map((path) => line('added', path)),
    ...changed.map((path) => line('changed', path)),
    ...moved.map(({ from, to }) => line('moved', `${from} -> ${to}`)),
    ...returned.map((path) => line('returned', path)),
    ...missing.map((path) => line('missing', path)),
    ...bad.map((path) => line('bad', path)),
    ...unreadable.map((one) => line('unreadable', why(one))),
    ...passedOver.map((one) => line('passed over', why(one))),
    `${counted(files, 'file')}, ${unchanged} unchanged\n`,
  ].join('');
}
