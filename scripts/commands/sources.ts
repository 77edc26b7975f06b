import type { Command } from 'commander';
import { loadSources } from '../../core/source/source-files.ts';
import { withCommonOptions } from '../context.ts';
import type { CommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { addCheckCommand } from '../sources/check.ts';
import { addNewCommand } from '../sources/new.ts';
import { addRecordCommand } from '../sources/record.ts';
import { addLifecyclesCommand } from '../sources/lifecycles.ts';

/** `osdex sources` and its commands. */
export function addSourcesCommand(program: Command): void {
  const sources = program.command('sources').description('the authored files that say what is crawled');

  withCommonOptions(
    sources.command('list').description('list the sources with their feeds and trust levels'),
  ).action(async (options: CommonOptions) => {
    const loaded = await loadSources(options.sources);
    if (loaded.errors[0] !== undefined) throw loaded.errors[0].error;
    if (options.json) {
      printJson(loaded.sources);
      return;
    }
    for (const { product, name, releases, feeds } of loaded.sources) {
      process.stdout.write(
        `${product.padEnd(12)} ${name}, ${releases.map(({ release }) => release).join(' ')}\n`,
      );
      for (const { feed, format, trust, streams } of feeds) {
        const names = streams.map(({ stream }) => stream).join(' ');
        process.stdout.write(
          `${' '.repeat(13)}${feed.padEnd(20)} ${format.padEnd(17)} ${trust.level.padEnd(10)} ${names}\n`,
        );
      }
    }
  });

  addNewCommand(sources);
  addCheckCommand(sources);
  addRecordCommand(sources);
  addLifecyclesCommand(sources);
}
