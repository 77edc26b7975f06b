import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import { shellWord } from '../../core/shell-word.ts';
import { say } from '../words/say.ts';
import { fetchesKey, keyUrl, writeSignifyKey } from './commands.ts';
import type { CheckStep } from './commands.ts';

/** A copy of a key that the reader has from elsewhere, where no address of the publisher's is known. */
const COPY = 'COPY.pub';

/** How a reader sees, without osdex, that a key which is to be had elsewhere is the pinned one. */
export function keyCheckSteps(key: Pick<RegisteredKey, 'fingerprint' | 'kind' | 'url'>): CheckStep[] {
  const { fingerprint, kind, url } = key;
  const file = keyFile(key);
  const fetch = { why: fetchesKey(url), command: `curl -fLo ${file} ${shellWord(keyUrl(fingerprint, key))}` };
  if (kind === 'openpgp') {
    return [
      fetch,
      { why: say('check.show-key'), command: `gpg --show-keys --with-fingerprint ${file}` },
      // The line of a primary key's fingerprint follows the key's own; a subkey's follows a subkey's.
      {
        why: say('check.same-key'),
        command: `gpg --show-keys --with-colons ${file} | grep -A1 '^pub:' | grep :${fingerprint}:`,
      },
    ];
  }
  const find = `grep -Fx ${shellWord(fingerprint)} ${file}`;
  return url === undefined
    ? [{ why: say('check.line-elsewhere', { copy: COPY }), command: find }, writeSignifyKey(fingerprint)]
    : [fetch, { why: say('check.same-line'), command: find }];
}

/** The same by osdex, over the file that {@link keyCheckSteps} fetched: it also tells who vouches for the key. */
export function osdexKeyCheck(key: Pick<RegisteredKey, 'fingerprint' | 'kind' | 'url'>): string {
  return `npx osdex keys propose ${keyFile(key)} --key ${shellWord(key.fingerprint)}`;
}

function keyFile({ kind, url }: Pick<RegisteredKey, 'kind' | 'url'>): string {
  if (kind === 'openpgp') return 'publisher.key';
  return url === undefined ? COPY : 'publisher.pub';
}
