import { armor, enums, readKey } from 'openpgp';
import type { PublicKey } from 'openpgp';
import { OsdexError } from '../error.ts';
import { parseFingerprint } from '../trust/fingerprint.ts';
import type { Fingerprint } from '../trust/fingerprint.ts';
import { splitKeys } from './key-packets.ts';
import { readArmor } from '../trust/openpgp/armor.ts';
import { Malformed } from '../trust/openpgp/malformed.ts';
import { examineKey } from '../trust/pinned-key.ts';
import type { PinnedKey } from '../trust/pinned-key.ts';
import { isSignify, signifyKey } from '../trust/signify.ts';

/** A public key as somebody published it. */
export interface PublishedKey {
  fingerprint: Fingerprint;
  key: PinnedKey;
  /** Packets of an OpenPGP key, and nothing else; empty for a key of signify. */
  packets: Uint8Array;
  /** What a key of signify says of itself, which nobody vouches for. */
  comment: string | undefined;
}

const COMMENT = 'untrusted comment: ';

/**
 * Reads the public keys of a file: OpenPGP, armored in one block or several, or binary; or a key of signify or
 * minisign. A key that cannot be understood does not hide the others.
 *
 * @param name where the bytes came from, for messages.
 * @throws OsdexError `key-mismatch` when there is no public key in them, or a secret one.
 */
export async function readPublicKeys(bytes: Uint8Array, name: string): Promise<PublishedKey[]> {
  const keys = isSignify(bytes) ? readSignifyKey(bytes) : await readOpenPgpKeys(bytes, name);
  if (keys.length === 0)
    throw new OsdexError('key-mismatch', `expected a public key in ${name}, found none that can be read`, {
      path: name,
    });
  return keys;
}

/**
 * Takes one key out of a file that may hold many.
 *
 * @throws OsdexError `key-mismatch` when it is not among them.
 */
export async function findPublicKey(
  bytes: Uint8Array,
  fingerprint: Fingerprint,
  name: string,
): Promise<PublishedKey> {
  const keys = await readPublicKeys(bytes, name);
  const found = keys.find((key) => key.fingerprint === fingerprint);
  if (found !== undefined) return found;
  const others =
    keys.length === 1
      ? `the key ${keys[0]?.fingerprint}`
      : `${keys.length} others, the first ${keys[0]?.fingerprint}`;
  throw new OsdexError('key-mismatch', `expected the key ${fingerprint} in ${name}, found ${others}`, {
    path: name,
  });
}

/** The text of a key file for these packets. */
export function armorKey(packets: Uint8Array): string {
  return armor(enums.armor.publicKey, packets).replaceAll('\r\n', '\n');
}

function readSignifyKey(bytes: Uint8Array): PublishedKey[] {
  const [comment = '', line = ''] = Buffer.from(bytes).toString('utf8').split(/\r?\n/);
  const fingerprint = parseFingerprint(line);
  // A signature has the same shape, but is longer.
  if (fingerprint === undefined || !fingerprint.startsWith('RW')) return [];
  const said = comment.slice(COMMENT.length).trim();
  return [{ fingerprint, key: signifyKey(fingerprint), packets: new Uint8Array(), comment: said }];
}

async function readOpenPgpKeys(bytes: Uint8Array, name: string): Promise<PublishedKey[]> {
  const keys = await Promise.all(packetsOfKeys(bytes, name).map(readOpenPgpKey));
  return keys.flatMap((key) => key ?? []);
}

function packetsOfKeys(bytes: Uint8Array, name: string): Uint8Array[] {
  try {
    const isBinary = ((bytes[0] ?? 0) & 0x80) !== 0;
    const packets = isBinary ? bytes : readArmor(Buffer.from(bytes).toString('latin1'), 'PUBLIC KEY BLOCK');
    return packets === undefined ? [] : splitKeys(packets);
  } catch (cause) {
    if (!(cause instanceof Malformed)) throw cause;
    const message = `expected a public key in ${name}, found ${cause.message}`;
    throw new OsdexError('key-mismatch', message, { path: name, cause });
  }
}

async function readOpenPgpKey(packets: Uint8Array): Promise<PublishedKey | undefined> {
  const publicKey: PublicKey | undefined = await readKey({ binaryKey: packets }).catch(() => undefined);
  const fingerprint = parseFingerprint(publicKey?.getFingerprint() ?? '');
  if (publicKey === undefined || fingerprint === undefined) return undefined;
  return {
    fingerprint,
    key: await examineKey(publicKey.toPublic(), fingerprint),
    packets,
    comment: undefined,
  };
}
