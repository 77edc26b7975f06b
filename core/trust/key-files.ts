import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { readKeys } from 'openpgp';
import type { PublicKey } from 'openpgp';

const KEY_FILE = /\.(?:asc|gpg|pgp|key|kbx)$/i;

/**
 * Reads every OpenPGP key of a folder, or of one file, armored or binary. Of a key that is there more than once the
 * statements are put together, so that a renewal in one file counts for the other.
 *
 * @returns keys by primary fingerprint; empty where nothing can be read. Whoever asks has pinned a fingerprint, so a
 *   file that holds something else does no harm.
 */
export async function findKeys(place: string): Promise<ReadonlyMap<string, PublicKey>> {
  const found = new Map<string, PublicKey>();
  for (const path of await keyFiles(place)) {
    for (const key of await readKeyFile(path)) {
      const fingerprint = key.getFingerprint().toUpperCase();
      const known = found.get(fingerprint);
      found.set(fingerprint, known === undefined ? key : await known.update(key));
    }
  }
  return found;
}

async function keyFiles(place: string): Promise<string[]> {
  if ((await stat(place).catch(() => undefined))?.isFile()) return [place];
  const names = await readdir(place).catch(() => []);
  return names
    .filter((name) => KEY_FILE.test(name))
    .toSorted()
    .map((name) => join(place, name));
}

async function readKeyFile(path: string): Promise<PublicKey[]> {
  const bytes = await readFile(path).catch(() => undefined);
  if (bytes === undefined) return [];
  const isArmored = bytes.subarray(0, 4096).includes('-----BEGIN PGP PUBLIC KEY BLOCK');
  const keys = isArmored ? readKeys({ armoredKeys: bytes.toString() }) : readKeys({ binaryKeys: bytes });
  return keys.then(
    (read) => read.map((key) => key.toPublic()),
    () => [],
  );
}
