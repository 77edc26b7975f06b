import { Option } from 'commander';
import type { Command } from 'commander';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import { runCrawl } from '../run-crawl.ts';
import type { CrawlFlags } from '../run-crawl.ts';

/** `osdex crawl` and `osdex updates`. */
export function addCrawlCommands(program: Command): void {
  const command = program
    .command('crawl')
    .description('find new builds, prove their checksums, record them in the catalog');
  withSelection(withNetworkOptions(withCommonOptions(command)))
    .option('--updates-only', 'only report what is new; write nothing')
    .addOption(
      new Option(
        '--export-only',
        'only write the catalog files anew from what they hold; ask nobody',
      ).conflicts('updatesOnly'),
    )
    .option('--commit', 'commit what changed in the catalog')
    .option('--push', 'push the commit (implies --commit)')
    .option(
      '--repository <url>',
      'work in a clone of this repository, made on first use (implies --commit and --push)',
    )
    .option('--branch <name>', 'branch to push to', 'main')
    .option('--clone <dir>', 'folder of that clone (default: one in the cache)')
    .option('--author <name>', 'author of the commit, as "Name <address>" (default: your git configuration)')
    .action(runCrawl);

  withSelection(
    withNetworkOptions(
      withCommonOptions(
        program.command('updates').description('report what a crawl would record; write nothing'),
      ),
    ),
  ).action((flags: CrawlFlags) => runCrawl({ ...flags, updatesOnly: true }));
}

function withSelection(command: Command): Command {
  return command
    .option(
      '--select <selector>',
      'only these sources, releases and streams: ubuntu, debian@13, "product=ubuntu&stream=server-cloud"',
    )
    .option('--shard <i/n>', 'only the i-th of n parts of the sources, to spread a crawl over machines');
}
