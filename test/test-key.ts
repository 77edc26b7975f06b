import {
  config,
  createMessage,
  enums,
  generateKey,
  PacketList,
  readKey,
  sign,
  Signature,
  SignaturePacket,
} from 'openpgp';
import type { AnyKeyPacket, AnySecretKeyPacket, Config, Key, KeyOptions, PrivateKey } from 'openpgp';
import { parseFingerprint } from '../core/trust/fingerprint.ts';
import type { Fingerprint } from '../core/trust/fingerprint.ts';
import type { Keyring } from '../core/trust/keyring.ts';
import { examineKey } from '../core/trust/pinned-key.ts';

declare module 'openpgp' {
  /** The package's own declarations leave out what else may be signed, and the settings. */
  interface SignaturePacket {
    sign(key: AnySecretKeyPacket, data: object, date: Date, detached: boolean, config: Config): Promise<void>;
  }
}

/** When keys of tests are made, unless they say otherwise. */
export const KEY_CREATED = new Date('2020-01-01T00:00:00Z');

export interface TestKey {
  fingerprint: Fingerprint;
  privateKey: PrivateKey;
}

/** Makes a key, by default an Ed25519 one that every OpenPGP program knows. */
export async function makeTestKey(options: Partial<KeyOptions> = {}): Promise<TestKey> {
  const { privateKey } = await generateKey({
    ...(options.type === undefined ? { type: 'ecc', curve: 'ed25519Legacy' } : {}),
    userIDs: [{ name: 'Test' }],
    date: KEY_CREATED,
    subkeys: [],
    ...options,
    format: 'object',
  });
  return { privateKey, fingerprint: fingerprintOf(privateKey) };
}

export function fingerprintOf(key: { getFingerprint(): string }): Fingerprint {
  const fingerprint = parseFingerprint(key.getFingerprint());
  if (fingerprint === undefined) throw new Error(`${key.getFingerprint()} is no fingerprint`);
  return fingerprint;
}

/** The public keys as they are after a way through their bytes, in which nothing counts as verified yet. */
export async function keyringOf(...keys: readonly Key[]): Promise<Keyring> {
  const read = async (key: Key) =>
    examineKey(await readKey({ binaryKey: key.toPublic().write() }), fingerprintOf(key));
  return new Map(await Promise.all(keys.map(async (key) => [fingerprintOf(key), await read(key)] as const)));
}

/** A detached binary signature by each of the keys, or their signing subkeys. */
export async function signWith(
  bytes: Uint8Array,
  date: Date,
  ...signingKeys: PrivateKey[]
): Promise<Uint8Array> {
  const message = await createMessage({ binary: bytes });
  return sign({ message, signingKeys, date, detached: true, format: 'binary' });
}

/** Signs with this key packet, whatever its owner may have said of it: for signatures that nobody should make. */
export async function makeSignature(
  signer: AnyKeyPacket,
  data: object,
  date: Date,
  fields: Partial<
    Pick<
      SignaturePacket,
      | 'signatureType'
      | 'hashAlgorithm'
      | 'keyFlags'
      | 'embeddedSignature'
      | 'signatureExpirationTime'
      | 'signatureNeverExpires'
      | 'rawNotations'
    >
  > = {},
): Promise<SignaturePacket> {
  const packet = new SignaturePacket();
  packet.signatureType = enums.signature.binary;
  packet.hashAlgorithm = enums.hash.sha256;
  packet.publicKeyAlgorithm = signer.algorithm;
  Object.assign(packet, fields);
  await packet.sign(signer as AnySecretKeyPacket, data, date, true, {
    ...config,
    nonDeterministicSignaturesViaNotation: false,
  });
  return packet;
}

/** The bytes of a file with these signatures. */
export function signatureFile(...packets: readonly SignaturePacket[]): Uint8Array {
  const list = new PacketList<SignaturePacket>();
  list.push(...packets);
  return Buffer.from(new Signature(list).write() as Uint8Array);
}

/** What a signature over a file is made of, for `makeSignature`. */
export async function literalData(bytes: Uint8Array): Promise<object> {
  const [packet] = (await createMessage({ binary: bytes })).packets;
  if (packet === undefined) throw new Error('a message came without its text');
  return packet;
}
