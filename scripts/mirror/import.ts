import { basename } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import type { ForeignFile, ReadImages } from '../../core/formats/format.ts';
import { readerOfIsomanager } from '../../core/formats/isomanager-reader.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { importInventory } from '../../mirror/inventory/import-inventory.ts';
import type { ImportReport } from '../../mirror/inventory/import-inventory.ts';
import { printJson } from '../print-json.ts';
import { openProgress } from '../progress.ts';
import { readWhole } from '../read-file.ts';
import { untilStopped } from '../run-fetcher.ts';
import { everyImage, withCatalogOption, withInventory, withRepositoryOptions } from './repository-flags.ts';
import type { CatalogFlags, RepositoryFlags } from './repository-flags.ts';
import { whileLocked } from './while-locked.ts';

interface ImportFlags extends RepositoryFlags, CatalogFlags {
  merge?: boolean;
  validate?: boolean;
  replace?: boolean;
}

const NOTES = `
It reads inventories of ISOManager: JSON, CSV and XML. Of a file that is here its name is taken; what is not here is
missing from now on, and "osdex mirror repair" fetches it where the catalog knows it. No word is believed of what bytes
are: with --validate each file is read, without it "osdex mirror scan" reads those that are new.

Examples:
  osdex mirror import inventory.json --validate
  osdex mirror import inventory.csv --replace      # what it does not have is forgotten; no file is removed

Exit code 0: done. 1: files are missing or others than it says, or entries could not be taken. 2: used wrongly.`;

/** `osdex mirror import`. */
export function addImportCommand(mirror: Command): void {
  withCatalogOption(
    withRepositoryOptions(mirror.command('import').description('take over the inventory of another program')),
  )
    .argument('<file>', 'the inventory')
    .option('--merge', 'keep what else the inventory has (the default)')
    .option('--validate', 'read every file, and compare it with the digest that it is said to have')
    .option('--replace', 'forget what the file does not have')
    .addHelpText('after', NOTES)
    .action(async (path: string, flags: ImportFlags) => {
      if (flags.merge && flags.replace)
        throw new OsdexError('usage', 'expected one of --merge and --replace, found both');
      const read = await readInventory(path);
      const report = await runImport(read, flags);
      report.errors.unshift(...read.notTaken);
      if (flags.json) printJson(report);
      else tell(report, flags);
      if (report.missingFiles + report.errors.length > 0) process.exitCode = 1;
    });
}

async function readInventory(path: string): Promise<ReadImages> {
  const bytes = await readWhole(path);
  const file: ForeignFile = { name: basename(path), bytes, text: new TextDecoder().decode(bytes) };
  if (readerOfIsomanager.recognises(file)) return readerOfIsomanager.read(file);
  throw new OsdexError(
    'usage',
    `expected an inventory of ISOManager (JSON, CSV or XML) at ${path}, found another file`,
    {
      path,
    },
  );
}

async function runImport({ images, notTaken }: ReadImages, flags: ImportFlags): Promise<ImportReport> {
  const progress = openProgress(flags.json);
  try {
    return await untilStopped((signal) =>
      withInventory(flags, (repository, inventory) =>
        whileLocked(repository, 'change of this repository', () =>
          importInventory(repository, inventory, images, {
            images: () => everyImage(flags),
            now: () => new Date(),
            signal,
            validate: flags.validate ?? false,
            // Entries that cannot be read may be of any file.
            replace: (flags.replace ?? false) && notTaken.length === 0,
            onFile: (done, all, file) => progress.update(done, all, quote(file)),
          }),
        ),
      ),
    );
  } finally {
    progress.end();
  }
}

function tell(report: ImportReport, { validate, replace }: ImportFlags): void {
  const { totalEntries, validatedFiles, missingFiles, invalidFiles, forgotten, errors } = report;
  const validated = validate ? `, ${validatedFiles} as they are said to be` : '';
  process.stdout.write(
    [
      `${counted(totalEntries, 'entry', 'entries')}${validated}, ${missingFiles} missing, ${invalidFiles} others than they are said to be\n`,
      ...forgotten.map((path) => `forgotten  ${path}\n`),
    ].join(''),
  );
  for (const { at, reason } of errors) process.stderr.write(`osdex: ${at}: ${reason}\n`);
  if (replace && errors.length > 0 && forgotten.length === 0)
    process.stderr.write('osdex: nothing was forgotten, since not all entries could be taken\n');
}
