import { compareText } from '../../core/catalog/catalog.ts';
import { counted } from '../../core/counted.ts';
import type { KeyProduct, RegisteredKey } from '../../core/keys/key-registry.ts';
import {
  daysUntil,
  inDays,
  keysSentence,
  keyState,
  signingParts,
  stateWords,
} from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import type { CommonOptions } from '../context.ts';
import { printJson } from '../print-json.ts';
import { loadAllSources, registryOf } from './registry.ts';
import { hang, printable, terminalWidth } from './text.ts';

/** `osdex keys list`. */
export async function listKeys(options: CommonOptions): Promise<void> {
  const now = new Date();
  const { keys } = await registryOf(await loadAllSources(options), options, now);
  const listed = keys.map((key) => ({ key, state: keyState(key, now) }));
  if (options.json) {
    printJson({
      schema: 'osdex/key-list/1',
      keys: listed.map(({ key, state }) => ({ ...key, state })),
    });
    return;
  }
  const width = terminalWidth();
  const entries = listed.toSorted(byProduct).map(({ key, state }) => entry(key, state, now, width));
  process.stdout.write(
    [...entries, hang('', keysSentence(listed.map(({ state }) => state)), width)].join('\n'),
  );
}

/** Those of a product together, the newest first. */
function byProduct(one: { key: RegisteredKey }, other: { key: RegisteredKey }): number {
  const productOf = ({ key }: { key: RegisteredKey }): string => key.products[0]?.product ?? '';
  return (
    compareText(productOf(one), productOf(other)) ||
    compareText(other.key.created ?? '', one.key.created ?? '')
  );
}

function entry(key: RegisteredKey, state: KeyState, now: Date, width: number | undefined): string {
  const { fingerprint, owner, obtained, provenance, url } = key;
  const fields: [name: string, text: string][] = [
    ['owner', printable(owner)],
    ['signs', key.products.map(productWords).join('; ')],
    ...keyFields(key, now),
    ['obtained', `${obtained ?? (key.file === 'missing' ? 'not yet' : 'no day is stated')}, ${provenance}`],
    ...(url === undefined ? [] : [['served at', url] satisfies [string, string]]),
  ];
  const lines = fields.map(([name, text]) => hang(`  ${name.padEnd(10)} `, text, width));
  return `${fingerprint}  ${stateWords(state)}\n${lines.join('')}`;
}

/** `ubuntu 26.04 24.04`, `debian 13`; `fedora (nothing)` where no signed feed takes the key. */
function productWords({ product, releases }: KeyProduct): string {
  return `${product} ${releases.length === 0 ? '(nothing)' : releases.map(({ release }) => release).join(' ')}`;
}

function keyFields(key: RegisteredKey, now: Date): [string, string][] {
  if (key.kind === 'signify') return [['algorithm', 'ed25519, of signify or minisign; it never expires']];
  if (key.algorithm === undefined || key.created === undefined) return [];
  const own = signingParts(key);
  const subkeys = own.filter(({ isPrimary }) => !isPrimary);
  const made = `${key.algorithm}, made ${key.created.slice(0, 10)}, ${expiryWords(key.expires, now)}`;
  return [
    ['algorithm', own.length === subkeys.length ? `${made}; only its subkeys sign` : made],
    ...subkeys.map(({ fingerprint, end }): [string, string] => {
      const facts = key.subkeys?.find((subkey) => subkey.fingerprint === fingerprint);
      const revoked = facts?.revoked && `revoked ${facts.revoked.at.slice(0, 10)} (${facts.revoked.reason})`;
      return ['subkey', `${fingerprint} ${facts?.algorithm}, ${revoked ?? expiryWords(end, now)}`];
    }),
  ];
}

/** `never expires`, `expires 2029-05-31, in 921 days`, `expired 2024-01-12, 1044 days ago`. */
function expiryWords(expires: string | undefined, now: Date): string {
  if (expires === undefined) return 'never expires';
  const days = daysUntil(expires, now);
  const day = expires.slice(0, 10);
  return Date.parse(expires) > now.getTime()
    ? `expires ${day}, ${inDays(days)}`
    : `expired ${day}, ${counted(-days, 'day')} ago`;
}
