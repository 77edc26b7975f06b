import type { Command } from 'commander';
import type { Format } from '../../core/formats/format.ts';
import { withCommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { requireWritten, WRITTEN_FORMATS } from '../require-format.ts';
import { runExport } from '../run-export.ts';
import type { ExportFlags } from '../run-export.ts';
import { PASSPHRASE_VARIABLE } from '../sign-export.ts';

/** `osdex export`. */
export function addExportCommand(program: Command): void {
  withCommonOptions(program.command('export').description('write images in a form that other programs read'))
    .argument('[format]', 'one of the formats below (default: list them)')
    .option(
      '--select <selector>',
      'such as ubuntu@lts or "product=debian&arch=arm64&format=qcow2"; "" is everything (default: the newest of each stream)',
    )
    .option('-o, --output <file>', 'where to write; a folder for formats of several files')
    .option('--files <dir>', 'folder of the images, for formats that are made of them: torrent')
    .option(
      '--sign-with <key>',
      `file of a secret OpenPGP key, for formats that are taken signed: simplestreams, virt-builder (its passphrase: ${PASSPHRASE_VARIABLE})`,
    )
    .addHelpText('after', `\nFormats:\n${formatLines()}`)
    .action(async (name: string | undefined, flags: ExportFlags) => {
      if (name === undefined) {
        if (flags.json) printJson(WRITTEN_FORMATS.map(formatFacts));
        else process.stdout.write(`${formatLines()}\n`);
        return;
      }
      await runExport(requireWritten(name), flags);
    });
}

function formatLines(): string {
  return WRITTEN_FORMATS.map(({ name, describe }) => `  ${name.padEnd(25)}${describe}`).join('\n');
}

function formatFacts({ name, describe, mediaType, extension, write }: Format) {
  return { name, describe, mediaType, extension, folder: write?.kind === 'folder' };
}
