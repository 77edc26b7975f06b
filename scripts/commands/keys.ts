import type { Command } from 'commander';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import { auditPinnedKeys } from '../keys/audit.ts';
import { listKeys } from '../keys/list.ts';
import { proposeKey } from '../keys/propose.ts';
import { updateKeys } from '../keys/update.ts';

/** `osdex keys list`, `audit`, `update` and `propose`. */
export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description("the publishers' keys that the sources pin");

  withCommonOptions(
    keys
      .command('list')
      .description('list the pinned keys: whose they are, how they stand, where they came from'),
  ).action(listKeys);

  withNetworkOptions(
    withCommonOptions(
      keys
        .command('audit')
        .description('tell what about the keys needs a person, and what to do; exit 1 when anything does'),
    ),
  )
    .option('--online', "also compare with the publishers' own copies")
    .action(auditPinnedKeys);

  withNetworkOptions(
    withCommonOptions(
      keys
        .command('update')
        .description('fetch pinned keys from the addresses their sources name, and add what is new in them'),
    ),
  )
    .option('--missing', 'only those that are not here yet')
    .action(updateKeys);

  withNetworkOptions(
    withCommonOptions(
      keys
        .command('propose')
        .description('look at a new key and print the patch that would pin it; nothing is changed'),
    ),
  )
    .argument('<file|url>', 'an OpenPGP public key, or one of signify or minisign')
    .option('--source <product>', 'the source that would pin it')
    .option('--releases <names>', 'the only releases that it may sign, with commas between')
    .option('--key <fingerprint>', 'which key, where the file holds several')
    .option('--owner <text>', 'whose it is (default: as the key says)')
    .option('--provenance <text>', 'where it came from (default: the address or the file)')
    .option('--certifiers <file...>', 'keys that may vouch for it, besides the pinned ones')
    .option('--patch', 'print the patch alone, for "git apply"; what there is to say goes to standard error')
    .action(proposeKey);
}
