import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { ForeignFile, Format } from '../../core/formats/format.ts';
import { parseUrl } from '../../core/http/fetcher.ts';
import { READ_FORMATS, recogniseFormat } from '../../core/formats/registry.ts';
import { importImages } from '../../crawler/import-images.ts';
import type { ImportReport } from '../../crawler/import-images.ts';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import type { CommonOptions, NetworkOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { requireRead } from '../require-format.ts';
import { withFetcher } from '../run-fetcher.ts';

interface ImportFlags extends CommonOptions, NetworkOptions {
  format?: string;
  from?: string;
  base?: string;
  dryRun?: boolean;
}

/** `osdex import`. */
export function addImportCommand(program: Command): void {
  withNetworkOptions(
    withCommonOptions(
      program.command('import').description('take the images of another catalog, at level "imported"'),
    ),
  )
    .argument('<file|url>', 'the other catalog')
    .option('--format <format>', 'one of the formats below (default: by what the file looks like)')
    .option(
      '--from <name>',
      'what the record says that the images were taken from (default: the file or address)',
    )
    .option('--base <url>', 'where a file is on the web, for paths in it that are relative to that')
    .option('--dry-run', 'tell what would be taken, and write nothing')
    .addHelpText('after', `\nFormats:\n${formatLines()}`)
    .action(async (place: string, flags: ImportFlags) => {
      const file = await readForeign(place, flags);
      const format = formatOf(file, flags.format);
      const read = await format.read?.read(file);
      const from = flags.from ?? (isUrl(place) ? place : file.name);
      const report = await importImages(read ?? { images: [], notTaken: [] }, {
        catalog: flags.catalog,
        from,
        dryRun: flags.dryRun,
      });
      if (flags.json) printJson({ format: format.name, ...report });
      else tell(report, format, flags);
      if (report.notTaken.length > 0) process.exitCode = 1;
    });
}

function formatLines(): string {
  return READ_FORMATS.map(({ name, describe }) => `  ${name.padEnd(25)}${describe}`).join('\n');
}

function isUrl(place: string): boolean {
  return /^https?:\/\//.test(place);
}

async function readForeign(place: string, flags: ImportFlags): Promise<ForeignFile> {
  const bytes = isUrl(place)
    ? await withFetcher(flags, async (fetcher) => (await fetcher.get(place)).bytes)
    : await readFile(place).catch((cause: unknown) => {
        throw new OsdexError('not-found', `expected to read ${place}, found: ${reasonOf(cause)}`, {
          path: place,
          cause,
        });
      });
  const name = basename(isUrl(place) ? new URL(place).pathname : place);
  const url = flags.base ?? (isUrl(place) ? place : undefined);
  if (url !== undefined) parseUrl(url);
  return { name, bytes, text: new TextDecoder().decode(bytes), url };
}

function formatOf(file: ForeignFile, wanted: string | undefined): Format {
  if (wanted !== undefined) return requireRead(wanted);
  const likely = recogniseFormat(file);
  if (likely !== undefined) return likely;
  throw new OsdexError(
    'usage',
    `expected a file of a known format, found that ${file.name} looks like none of them; say which with --format: ${READ_FORMATS.map(({ name }) => name).join(', ')}`,
  );
}

function tell({ added, known, notTaken, files }: ImportReport, { name }: Format, flags: ImportFlags): void {
  const proven = known.filter(({ level }) => level === 'signed').length;
  const would = flags.dryRun ? 'Would take' : 'Took';
  process.stdout.write(
    [
      `${would} ${counted(added.length, 'image')} from ${name}; ${known.length} on record already, ${proven} of them signed.`,
      ...added.map((id) => `  + ${id}`),
      ...files.map((file) => `Wrote ${file}.`),
      '',
    ].join('\n'),
  );
  const lines = notTaken.map(({ at, reason }) => `  ${at}: ${reason}\n`);
  if (lines.length > 0)
    process.stderr.write(`osdex: ${counted(lines.length, 'entry', 'entries')} not taken:\n${lines.join('')}`);
}
