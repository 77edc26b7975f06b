import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKey } from 'openpgp';
import type { PublicKey } from 'openpgp';
import { OsdexError } from './error.ts';
import { parseFingerprint } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';

/** Public keys by their primary fingerprint, each proven to have it. */
export type Keyring = ReadonlyMap<Fingerprint, PublicKey>;

/** The file of a key within a folder of keys. */
export function keyFile(fingerprint: Fingerprint): string {
  return `${fingerprint}.asc`;
}

/** Gives the pinned keys with these fingerprints. */
export type KeyStore = (fingerprints: Iterable<Fingerprint>) => Promise<Keyring>;

/**
 * Opens a folder of `<FINGERPRINT>.asc` files. A key is read when it is first asked for, and once.
 *
 * The store throws OsdexError `key-missing` when a file is not there, `key-mismatch` when it holds another key.
 */
export function openKeyStore(directory: string): KeyStore {
  const keys = new Map<Fingerprint, Promise<PublicKey>>();
  const keyOf = (fingerprint: Fingerprint): Promise<PublicKey> => {
    const path = join(directory, keyFile(fingerprint));
    const known =
      keys.get(fingerprint) ??
      readKeyFile(path, fingerprint).then((text) => parseKey(text, fingerprint, path));
    keys.set(fingerprint, known);
    return known;
  };
  return async (fingerprints) =>
    new Map(
      await Promise.all([...new Set(fingerprints)].map(async (one) => [one, await keyOf(one)] as const)),
    );
}

/**
 * Parses an armored public key and requires this primary fingerprint.
 *
 * @param path where the text came from, for the message.
 * @throws OsdexError `key-mismatch`.
 */
export async function parseKey(armored: string, fingerprint: Fingerprint, path: string): Promise<PublicKey> {
  const key = await readKey({ armoredKey: armored }).catch((cause: unknown) => {
    throw new OsdexError('key-mismatch', `expected an armored OpenPGP public key in ${path}, found none`, {
      path,
      cause,
    });
  });
  const found = parseFingerprint(key.getFingerprint());
  if (found === fingerprint) return key.toPublic();
  throw new OsdexError('key-mismatch', `expected the key ${fingerprint} in ${path}, found the key ${found}`, {
    path,
  });
}

async function readKeyFile(path: string, fingerprint: Fingerprint): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new OsdexError(
      'key-missing',
      `expected the public key ${fingerprint} at ${path}, found no such file; "osdex keys update" fetches keys whose source names an address`,
      { path, cause },
    );
  });
}
