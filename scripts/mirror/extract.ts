import type { Command } from 'commander';
import { counted } from '../../core/counted.ts';
import { extractIso } from '../../mirror/extract.ts';
import { printJson } from '../print-json.ts';
import { untilStopped } from '../run-fetcher.ts';

/** `osdex mirror extract`. */
export function addExtractCommand(mirror: Command): void {
  mirror
    .command('extract')
    .description('take the files out of a disc (ISO 9660), without mounting it')
    .argument('<disc>', 'the image')
    .argument('<folder>', 'where they go; it may not be there yet')
    .option('--json', 'print JSON for programs')
    .addHelpText('after', '\nExample:\n  osdex mirror extract debian-13.7.0-amd64-netinst.iso netinst\n')
    .action(async (disc: string, folder: string, flags: { json?: boolean }) => {
      const files = await untilStopped((signal) => extractIso(disc, folder, { env: process.env, signal }));
      if (flags.json) printJson({ schema: 'osdex/extracted/1', disc, folder, files });
      else process.stdout.write(`${counted(files, 'file')} of ${disc} in ${folder}.\n`);
    });
}
