import type { Command } from 'commander';
import { withCommonOptions, withNetworkOptions } from '../context.ts';
import { auditPinnedKeys } from '../keys/audit.ts';
import { listKeys } from '../keys/list.ts';
import { proposeKey } from '../keys/propose.ts';
import { updateKeys } from '../keys/update.ts';

const LIST_NOTES = `
With --json: schema osdex/key-list/1, the fields of catalog/keys.yaml with the state of each key.

Exit code 0: listed, however the keys stand; "osdex keys audit" judges. 1: a source cannot be read. 2: used wrongly.`;

const AUDIT_NOTES = `
An alarm (!) needs a person: a key is missing, revoked, too weak, not pinned, or it expires within 90 days and
no other can sign in its place. The rest (-) is good to know, such as that a publisher signs with another key.

With --json: schema osdex/key-audit/1, for each a code, a level, what is the case and what to do.

Exit code 0: no alarm. 1: alarms, or with --online a key that could not be compared. 2: used wrongly.`;

const UPDATE_NOTES = `
A key is taken only under its pinned fingerprint and only over https; what we hold of it is never lost.
Whose key is new is not decided here: see "osdex keys propose".

With --json: schema osdex/key-update/1, for each key whether it is written, updated, unchanged or failed, and why.

Exit code 0: all done. 1: a key could not be had, or another one was found. 2: used wrongly.`;

const PROPOSE_NOTES = `
Examples:
  osdex keys propose new.asc --source fedora --releases 44
  osdex keys propose https://example.org/key.asc --source fedora --patch | git apply
  osdex keys propose new.asc --source fedora --certifiers old.asc

With --json: schema osdex/key-proposal/1, with who certified the key, where it was met, and the patch.

Exit code 0: told. 1: no such key, or with --patch nothing to patch. 2: used wrongly.`;

/** `osdex keys list`, `audit`, `update` and `propose`. */
export function addKeysCommand(program: Command): void {
  const keys = program.command('keys').description("the publishers' keys that the sources pin");

  withCommonOptions(
    keys
      .command('list')
      .description('list the pinned keys: whose they are, how they stand, where they came from'),
  )
    .addHelpText('after', LIST_NOTES)
    .action(listKeys);

  withNetworkOptions(
    withCommonOptions(
      keys.command('audit').description('tell what about the keys needs a person, and what to do'),
    ),
  )
    .option('--online', "also compare with the publishers' own copies")
    .addHelpText('after', AUDIT_NOTES)
    .action(auditPinnedKeys);

  withNetworkOptions(
    withCommonOptions(
      keys
        .command('update')
        .description('fetch pinned keys from the addresses their sources name, and add what is new in them'),
    ),
  )
    .option('--missing', 'only those that are not here yet')
    .addHelpText('after', UPDATE_NOTES)
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
    .addHelpText('after', PROPOSE_NOTES)
    .action(proposeKey);
}
