import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKey } from 'openpgp';
import type { PublicKey } from 'openpgp';
import { OsdexError } from '../error.ts';
import { isSignifyKey, parseFingerprint } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import { findKeys } from './key-files.ts';
import { examineKey } from './pinned-key.ts';
import type { PinnedKey } from './pinned-key.ts';
import { signifyKey } from './signify.ts';

/** Keys by what pins them, each proven to be that one. */
export type Keyring = ReadonlyMap<Fingerprint, PinnedKey>;

/** The file of a key within a folder of keys. */
export function keyFile(fingerprint: Fingerprint): string {
  return `${fingerprint}.asc`;
}

/** Gives the pinned keys with these fingerprints. */
export type KeyStore = (fingerprints: Iterable<Fingerprint>) => Promise<Keyring>;

/**
 * Opens a folder of keys: `<FINGERPRINT>.asc`, or else any key files, of which each may hold several keys. A key is
 * read when it is first asked for, and once. Keys of signify and minisign need no file.
 *
 * The store throws OsdexError `key-missing` when a key is not there, `key-mismatch` when its file holds another.
 */
export function openKeyStore(directory: string): KeyStore {
  const keys = new Map<Fingerprint, Promise<PinnedKey>>();
  let others: Promise<ReadonlyMap<string, PublicKey>> | undefined;

  async function read(fingerprint: Fingerprint): Promise<PinnedKey> {
    if (isSignifyKey(fingerprint)) return signifyKey(fingerprint);
    const path = join(directory, keyFile(fingerprint));
    const armored = await readFile(path, 'utf8').catch(() => undefined);
    if (armored !== undefined) return examineKey(await parseKey(armored, fingerprint, path), fingerprint);
    const found = (await (others ??= findKeys(directory))).get(fingerprint);
    if (found !== undefined) return examineKey(found, fingerprint);
    const message = `expected the public key ${fingerprint} at ${path}, found neither that nor another file with it; "osdex keys update" fetches keys whose source names an address`;
    throw new OsdexError('key-missing', message, { path });
  }

  const keyOf = (fingerprint: Fingerprint): Promise<PinnedKey> => {
    const known = keys.get(fingerprint) ?? read(fingerprint);
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
