import { makeSigningKey, makeSignifySigningKey } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

/** Keys made here, each standing in for a publisher's key that only the publisher has. */
export type StandIns = (name: string) => Promise<SigningKey>;

/** The name of a key that no source pins. */
export const STRANGER = 'stranger';

/**
 * Makes each key when it is first wanted. A key is named by the fingerprint of the one it stands in for.
 *
 * @param withSubkey names of the keys that sign with a subkey, as their publishers do.
 */
export function makeStandIns(created: Date, withSubkey: ReadonlySet<string>): StandIns {
  const keys = new Map<string, Promise<SigningKey>>();
  return (name) => {
    const make = async (): Promise<SigningKey> =>
      name.startsWith('RW')
        ? makeSignifySigningKey()
        : makeSigningKey(`Stand-in for ${name}`, created, withSubkey.has(name));
    const key = keys.get(name) ?? make();
    keys.set(name, key);
    return key;
  };
}
