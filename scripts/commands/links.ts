import { Option } from 'commander';
import type { Command } from 'commander';
import { OsdexError } from '../../core/error.ts';
import { DAY_MS } from '../../core/day.ts';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import { withPublishOptions } from '../publish.ts';
import { runLinks } from '../run-links.ts';
import type { LinksFlags } from '../run-links.ts';

const NOTES = `
A run takes the share of a round that has become due since the last one, which catalog/links.yaml remembers for each
selection. What is gone from its address is followed to where the source's moves: lead; it has moved only where its
sums file is the very one on record. 404 and 410 are gone; every other failure is unknown and marks nothing.

Exit code 0: every address answered and is as recorded, or was marked. 1: something is unknown, at fault, or not to be
believed. 2: used wrongly.`;

/** `osdex links`. */
export function addLinksCommand(program: Command): void {
  const command = program
    .command('links')
    .description(
      'check whether recorded builds are still there, follow those that moved, mark those that are gone',
    )
    .argument(
      '[selector]',
      'only these builds, such as debian or "kind=installer" (default: the whole catalog)',
    );
  withPublishOptions(
    withNetworkOptions(withCommonOptions(command))
      .addOption(
        new Option('--every <time>', 'how long a round over all addresses takes, in days or hours')
          .argParser(parseTime)
          .default(30 * DAY_MS, '30d'),
      )
      .addOption(
        new Option('--limit <number>', 'the most recorded addresses that a run asks for')
          .argParser(parseLimit)
          .default(5000),
      )
      .option('--all', 'check all that is selected now, and leave the rotation where it is')
      .option('--accept-gone', 'mark what is gone even where most of a site is gone at once')
      .option('--dry-run', 'only report; write nothing'),
  )
    .addHelpText('after', NOTES)
    .action((selector: string | undefined, flags: Omit<LinksFlags, 'selector'>) =>
      runLinks({ ...flags, selector }),
    );
}

function parseTime(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,3})([dh])$/.exec(text) ?? [];
  if (number !== undefined) return (Number(number) * DAY_MS) / (unit === 'h' ? 24 : 1);
  throw new OsdexError('usage', `expected --every in days or hours, such as 30d or 12h, found "${text}"`);
}

function parseLimit(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new OsdexError('usage', `expected --limit as a number, 1 or more, found "${text}"`);
}
