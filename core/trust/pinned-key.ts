import { config as defaults, enums } from 'openpgp';
import type { AnyKeyPacket, PublicKey, SignaturePacket, Subkey } from 'openpgp';
import type { Fingerprint } from './fingerprint.ts';
import { readVerifier } from './openpgp/verifier.ts';
import type { Verifier } from './openpgp/verifier.ts';

declare module 'openpgp' {
  /** The package's own declarations leave out the statements that stand without a user. */
  interface Key {
    readonly directSignatures: SignaturePacket[];
  }
}

/** A primary key or one of its subkeys, as far as its owner's own statements hold. */
export interface KeyPart {
  fingerprint: string;
  /** The last 64 bits of it (version 4), as old signatures name their key. */
  keyId: string;
  /** Number in OpenPGP's registry, a name such as `rsa4096` or `ed25519`, and the modulus' bits for RSA. */
  algorithm: { number: number; name: string; bits: number | undefined };
  created: Date;
  expires: Date | undefined;
  revocations: Revocation[];
  /** Whether its owner says that it signs files; for a subkey, whether it also consents to its primary. */
  maySign: boolean;
  /** Absent for an algorithm that osdex does not reckon with. */
  verifier: Verifier | undefined;
}

/** A key was taken back. */
export interface Revocation {
  at: Date;
  /** Retired or replaced keys stay good for what they signed before; after any other reason nothing does. */
  isHard: boolean;
  reason: string;
}

/** An OpenPGP key whose primary fingerprint is pinned. */
export interface OpenPgpKey {
  kind: 'openpgp';
  fingerprint: Fingerprint;
  userIds: string[];
  primary: KeyPart;
  subkeys: KeyPart[];
  /** As the library reads it, for who else certified it. */
  publicKey: PublicKey;
}

/** An Ed25519 key of signify or minisign: it is its own fingerprint, and neither expires nor is revoked. */
export interface SignifyKey {
  kind: 'signify';
  fingerprint: Fingerprint;
  /** Eight bytes that its signatures repeat. */
  keyNumber: Uint8Array;
  verify: (signature: Uint8Array, data: Uint8Array) => boolean;
}

export type PinnedKey = OpenPgpKey | SignifyKey;

/**
 * What the key says of itself is judged by its own signatures; our policy is on those over files. Only MD5 proves
 * nothing at all, not even to a key whose fingerprint is pinned.
 */
export const STATEMENTS = {
  ...defaults,
  rejectHashAlgorithms: new Set<enums.hash>([enums.hash.md5]),
  rejectMessageHashAlgorithms: new Set<enums.hash>(),
  rejectPublicKeyAlgorithms: new Set<enums.publicKey>(),
  minRSABits: 1024,
};

/**
 * Judges once what a key says of itself and its subkeys, so that each signature needs only to be held against it.
 *
 * @param fingerprint the pinned one, which must be that of the primary.
 */
export async function examineKey(publicKey: PublicKey, fingerprint: Fingerprint): Promise<OpenPgpKey> {
  const { keyPacket } = publicKey;
  const statement = await newest(selfStatements(publicKey), keyPacket);
  return {
    kind: 'openpgp',
    fingerprint,
    userIds: publicKey.getUserIDs(),
    primary: {
      ...partOf(keyPacket),
      expires: statement && expiryOf(keyPacket, statement.packet),
      revocations: await revocationsOf(
        publicKey.revocationSignatures,
        enums.signature.keyRevocation,
        { key: keyPacket },
        keyPacket,
      ),
      maySign: signsFiles(statement?.packet),
    },
    subkeys: await Promise.all(publicKey.subkeys.map(async (subkey) => examineSubkey(subkey, keyPacket))),
    publicKey,
  };
}

async function examineSubkey(subkey: Subkey, primary: AnyKeyPacket): Promise<KeyPart> {
  const { keyPacket, bindingSignatures, revocationSignatures } = subkey;
  const data = { key: primary, bind: keyPacket };
  const type = enums.signature.subkeyBinding;
  const binding = await newest(
    bindingSignatures.map((packet) => ({ packet, type, data })),
    primary,
  );
  const consent = binding?.packet.embeddedSignature;
  const consents = consent ? await isValid(consent, enums.signature.keyBinding, data, keyPacket) : false;
  return {
    ...partOf(keyPacket),
    expires: binding && expiryOf(keyPacket, binding.packet),
    revocations: await revocationsOf(revocationSignatures, enums.signature.subkeyRevocation, data, primary),
    maySign: binding !== undefined && signsFiles(binding.packet) && consents,
  };
}

function partOf(packet: AnyKeyPacket) {
  const { algorithm, bits, curve } = packet.getAlgorithmInfo();
  const family = algorithm.startsWith('rsa') ? 'rsa' : algorithm.replace('Legacy', '');
  return {
    fingerprint: packet.getFingerprint().toUpperCase(),
    keyId: packet.getKeyID().toHex().toUpperCase(),
    algorithm: { number: packet.algorithm, name: nameOf(family, bits, curve), bits },
    created: packet.created,
    verifier: verifierOf(packet),
  };
}

function nameOf(family: string, bits: number | undefined, curve: string | undefined): string {
  return bits === undefined ? (curve ?? family).replace('Legacy', '') : `${family}${bits}`;
}

/** Numbers that are no key verify nothing. */
function verifierOf(packet: AnyKeyPacket): Verifier | undefined {
  try {
    return readVerifier(packet.write());
  } catch {
    return undefined;
  }
}

/** A statement of the primary: a signature packet, what kind it has to be, and over what. */
interface Statement {
  packet: SignaturePacket;
  type: enums.signature;
  data: object;
}

function selfStatements({ keyPacket, directSignatures, users }: PublicKey): Statement[] {
  const direct = directSignatures.map((packet) => ({
    packet,
    type: enums.signature.key,
    data: { key: keyPacket },
  }));
  const certified = users.flatMap(({ userID, userAttribute, selfCertifications }) =>
    selfCertifications.map((packet) => ({
      packet,
      type: packet.signatureType ?? enums.signature.certGeneric,
      data: { key: keyPacket, ...(userID ? { userID } : { userAttribute }) },
    })),
  );
  return [...direct, ...certified];
}

/** The newest statement that holds: a later one renews what an earlier one said. */
async function newest(statements: readonly Statement[], by: AnyKeyPacket): Promise<Statement | undefined> {
  const byAge = statements.toSorted((a, b) => timeOf(b.packet) - timeOf(a.packet));
  for (const statement of byAge) {
    if (await isValid(statement.packet, statement.type, statement.data, by)) return statement;
  }
  return undefined;
}

function timeOf({ created }: SignaturePacket): number {
  return created?.getTime() ?? 0;
}

/** Each statement is held against the time it was made: what was said then stays said. */
async function isValid(
  packet: SignaturePacket,
  type: enums.signature,
  data: object,
  by: AnyKeyPacket,
): Promise<boolean> {
  if (packet.created === null) return false;
  return packet.verify(by, type, data, packet.created, false, STATEMENTS).then(
    () => true,
    () => false,
  );
}

/** A key without any word on its use signs files, as all keys once did. */
function signsFiles(statement: SignaturePacket | undefined): boolean {
  const flags = statement?.keyFlags;
  return !flags || ((flags[0] ?? 0) & enums.keyFlags.signData) !== 0;
}

function expiryOf({ created }: AnyKeyPacket, { keyExpirationTime }: SignaturePacket): Date | undefined {
  return keyExpirationTime ? new Date(created.getTime() + keyExpirationTime * 1000) : undefined;
}

const SOFT_REASONS: Readonly<Record<number, string>> = {
  [enums.reasonForRevocation.keySuperseded]: 'replaced',
  [enums.reasonForRevocation.keyRetired]: 'retired',
};

async function revocationsOf(
  packets: readonly SignaturePacket[],
  type: enums.signature,
  data: object,
  by: AnyKeyPacket,
): Promise<Revocation[]> {
  const revocations: Revocation[] = [];
  for (const packet of packets) {
    if (!packet.created || !(await isValid(packet, type, data, by))) continue;
    const flag = packet.reasonForRevocationFlag ?? enums.reasonForRevocation.noReason;
    const soft = SOFT_REASONS[flag];
    const hard =
      flag === enums.reasonForRevocation.keyCompromised ? 'compromised' : 'revoked without a reason';
    revocations.push({ at: packet.created, isHard: soft === undefined, reason: soft ?? hard });
  }
  return revocations;
}
