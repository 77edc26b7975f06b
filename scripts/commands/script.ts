import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { isoDay } from '../../core/day.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { writeMirrorScript } from '../../core/formats/mirror-script.ts';
import { mirrorFileOf, selectImages } from '../../core/image.ts';
import { parseSelector } from '../../core/selector.ts';
import { PACKAGE_ROOT, withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';

/** `osdex script`. */
export function addScriptCommand(program: Command): void {
  withCommonOptions(program.command('script').description('write the shell script that mirrors a selection'))
    .argument('<selector>', 'such as "product=debian&kind=installer&latest=1"')
    .option('-o, --output <file>', 'file to write (default: standard output)')
    .action(async (selector: string, options: CommonOptions & { output?: string }) => {
      const today = isoDay(new Date());
      const images = selectImages(await readCatalog(options.catalog), parseSelector(selector), today);
      const files = images.filter(({ build }) => build.withdrawn === undefined).map(mirrorFileOf);
      if (options.json) {
        printJson(files);
        return;
      }
      const program = await readFile(join(PACKAGE_ROOT, 'scripts', 'mirror.sh'), 'utf8');
      const script = writeMirrorScript(program, files, { title: selector });
      if (options.output === undefined) process.stdout.write(script);
      else await writeFile(options.output, script, { mode: 0o755 });
    });
}
