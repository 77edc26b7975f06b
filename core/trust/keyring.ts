import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { readKey } from 'openpgp';
import type { PublicKey } from 'openpgp';
import { OsdexError } from '../error.ts';
import { isSignifyKey, parseFingerprint } from './fingerprint.ts';
import type { Fingerprint } from './fingerprint.ts';
import { findKeys } from './key-files.ts';
import { examineKey } from './pinned-key.ts';
import type { PinnedKey } from './pinned-key.ts';
import { signifyKey } from './signify.ts';

/** A pinned key of which there is no copy here, and why. */
export interface AbsentKey {
  kind: 'absent';
  fingerprint: Fingerprint;
  error: OsdexError;
}

/** Keys by what pins them, each proven to be that one; those that are not here matter only to what they signed. */
export type Keyring = ReadonlyMap<Fingerprint, PinnedKey | AbsentKey>;

/** The file of a key within a folder of keys. */
export function keyFile(fingerprint: Fingerprint): string {
  return `${fingerprint}.asc`;
}

/** Gives the pinned keys with these fingerprints. */
export type KeyStore = (fingerprints: Iterable<Fingerprint>) => Promise<Keyring>;

/**
 * Opens one or several folders of keys: `<FINGERPRINT>.asc`, or else any key files, of which each may hold several
 * keys. A key is read when it is first asked for, and once; what several folders say of it is put together. Keys of
 * signify and minisign need no file.
 *
 * Where none of the keys is there the store throws OsdexError `key-missing`, or `key-mismatch` when the file of the
 * first holds another key.
 */
export function openKeyStore(places: string | readonly string[]): KeyStore {
  const folders = typeof places === 'string' ? [places] : places;
  const keys = new Map<Fingerprint, Promise<PinnedKey>>();
  let others: Promise<ReadonlyMap<string, PublicKey>[]> | undefined;

  async function read(fingerprint: Fingerprint): Promise<PinnedKey> {
    if (isSignifyKey(fingerprint)) return signifyKey(fingerprint);
    const paths = folders.map((folder) => join(folder, keyFile(fingerprint)));
    const named = await Promise.all(paths.map(async (path) => readNamedKey(path, fingerprint)));
    const own = await mergeCopies(named);
    if (own !== undefined) return examineKey(own, fingerprint);
    others ??= Promise.all(folders.map(findKeys));
    const found = await mergeCopies((await others).map((keysOf) => keysOf.get(fingerprint)));
    if (found !== undefined) return examineKey(found, fingerprint);
    const [path = keyFile(fingerprint)] = paths;
    // The health record has this sentence too, where it matters nothing which machine it came from.
    const place = `${basename(dirname(path))}/${basename(path)}`;
    const message = `expected the public key ${fingerprint} at ${place}, found neither that nor another file with it; "osdex keys update" fetches keys whose source names an address`;
    throw new OsdexError('key-missing', message, { path });
  }

  const keyOf = (fingerprint: Fingerprint): Promise<PinnedKey> => {
    const known = keys.get(fingerprint) ?? read(fingerprint);
    keys.set(fingerprint, known);
    return known;
  };
  return async (fingerprints) => {
    const found = await Promise.all([...new Set(fingerprints)].map(async (one) => orAbsent(one, keyOf(one))));
    const absent = found.filter((key) => key.kind === 'absent');
    if (absent[0] !== undefined && absent.length === found.length) throw absent[0].error;
    return new Map(found.map((key) => [key.fingerprint, key]));
  };
}

async function readNamedKey(path: string, fingerprint: Fingerprint): Promise<PublicKey | undefined> {
  const armored = await readFile(path, 'utf8').catch(() => undefined);
  return armored === undefined ? undefined : parseKey(armored, fingerprint, path);
}

async function mergeCopies(copies: readonly (PublicKey | undefined)[]): Promise<PublicKey | undefined> {
  const [first, ...more] = copies.filter((copy) => copy !== undefined);
  let merged = first;
  for (const copy of more) merged = await merged?.update(copy);
  return merged;
}

async function orAbsent(fingerprint: Fingerprint, key: Promise<PinnedKey>): Promise<PinnedKey | AbsentKey> {
  return key.catch((error: unknown) => {
    if (error instanceof OsdexError) return { kind: 'absent', fingerprint, error };
    throw error;
  });
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
