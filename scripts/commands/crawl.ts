import { Option } from 'commander';
import type { Command } from 'commander';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import { withReadingOptions } from '../crawl-options.ts';
import { withPublishOptions } from '../publish.ts';
import { runCrawl } from '../run-crawl.ts';
import type { CrawlFlags } from '../run-crawl.ts';

/** `osdex crawl` and `osdex updates`. */
export function addCrawlCommands(program: Command): void {
  const command = program
    .command('crawl')
    .description('find new builds, prove their checksums, record them in the catalog');
  const selecting = withSelection(withNetworkOptions(withCommonOptions(command)))
    .option('--updates-only', 'only report what is new; write nothing')
    .addOption(
      new Option(
        '--export-only',
        'only write the catalog files anew from what they hold; ask nobody',
      ).conflicts('updatesOnly'),
    );
  withPublishOptions(selecting).action(runCrawl);

  withSelection(
    withNetworkOptions(
      withCommonOptions(
        program.command('updates').description('report what a crawl would record; write nothing'),
      ),
    ),
  ).action((flags: CrawlFlags) => runCrawl({ ...flags, updatesOnly: true }));
}

function withSelection(command: Command): Command {
  return withReadingOptions(command)
    .option(
      '--select <selector>',
      'only these sources, releases and streams: ubuntu, debian@13, "product=ubuntu&stream=server-cloud"',
    )
    .option('--shard <i/n>', 'only the i-th of n parts of the sources, to spread a crawl over machines');
}
