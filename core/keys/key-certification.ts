import type { SignaturePacket, User } from 'openpgp';
import { STATEMENTS } from '../trust/pinned-key.ts';
import type { OpenPgpKey } from '../trust/pinned-key.ts';
import { hashPolicy } from '../trust/signature-policy.ts';

/**
 * What a signature by another key over a user of a key is worth.
 * `good`: the signer said that this key belongs to this user, and may be believed; `weak`: so it says, over a hash with
 * which it can be forged; `late`: its key had expired or was revoked by then; `withdrawn`: it took it back or let it
 * expire; `bad`: it is not by the key that it names; `unknown`: nobody here has that key.
 */
export type CertificationVerdict = 'good' | 'weak' | 'late' | 'withdrawn' | 'bad' | 'unknown';

/** Another key's word for a user of a key. */
export interface Certification {
  userId: string;
  /** Of the certifier: the primary fingerprint where the key is at hand, else what the signature names. */
  by: string;
  certifier: OpenPgpKey | undefined;
  at: Date;
  verdict: CertificationVerdict;
}

/**
 * Checks who certified a key: each signature by others over its users, against the keys that are given. Only primary
 * keys certify.
 *
 * @returns good ones first, one per user and certifier, the best and newest that there is.
 */
export async function checkCertifications(
  key: OpenPgpKey,
  certifiers: readonly OpenPgpKey[],
  now: Date,
): Promise<Certification[]> {
  const found = await Promise.all(
    key.publicKey.users.flatMap((user) =>
      user.otherCertifications.map(async (packet) => check(key, user, packet, certifiers, now)),
    ),
  );
  const best = new Map<string, Certification>();
  for (const one of found.toSorted(byWorth)) {
    const place = `${one.userId}\0${one.by}`;
    if (!best.has(place)) best.set(place, one);
  }
  return [...best.values()];
}

const WORTH: readonly CertificationVerdict[] = ['good', 'weak', 'late', 'withdrawn', 'bad', 'unknown'];

function byWorth(a: Certification, b: Certification): number {
  return WORTH.indexOf(a.verdict) - WORTH.indexOf(b.verdict) || b.at.getTime() - a.at.getTime();
}

async function check(
  key: OpenPgpKey,
  user: User,
  packet: SignaturePacket,
  certifiers: readonly OpenPgpKey[],
  now: Date,
): Promise<Certification> {
  const named = packet.issuerKeyID.toHex().toUpperCase();
  const at = packet.created ?? new Date(0);
  const userId = user.userID?.userID ?? '(a picture)';
  const known = certifiers.filter(({ primary }) => primary.keyId === named);
  for (const certifier of known) {
    if (!(await isBy(certifier, packet, key, user))) continue;
    const verdict = (await isWithdrawn(certifier, packet, key, user, now))
      ? 'withdrawn'
      : worthOf(certifier, packet, at);
    return { userId, by: certifier.fingerprint, certifier, at, verdict };
  }
  const [certifier] = known;
  const by = certifier?.fingerprint ?? named;
  return { userId, by, certifier, at, verdict: certifier === undefined ? 'unknown' : 'bad' };
}

async function isBy(
  certifier: OpenPgpKey,
  packet: SignaturePacket,
  key: OpenPgpKey,
  user: User,
): Promise<boolean> {
  const type = packet.signatureType;
  if (packet.created === null || type === null) return false;
  const { userID, userAttribute } = user;
  const data = { key: key.publicKey.keyPacket, ...(userID ? { userID } : { userAttribute }) };
  return packet.verify(certifier.publicKey.keyPacket, type, data, packet.created, false, STATEMENTS).then(
    () => true,
    () => false,
  );
}

async function isWithdrawn(
  certifier: OpenPgpKey,
  packet: SignaturePacket,
  key: OpenPgpKey,
  user: User,
  now: Date,
): Promise<boolean> {
  if (packet.isExpired(now)) return true;
  for (const revocation of user.revocationSignatures) {
    const isLater = (revocation.created ?? new Date(0)) >= (packet.created ?? now);
    const isTheirs = revocation.issuerKeyID.equals(packet.issuerKeyID);
    if (isLater && isTheirs && (await isBy(certifier, revocation, key, user))) return true;
  }
  return false;
}

function worthOf({ primary }: OpenPgpKey, packet: SignaturePacket, at: Date): CertificationVerdict {
  const isRevoked = primary.revocations.some((one) => one.isHard || one.at <= at);
  const isExpired = primary.expires !== undefined && primary.expires <= at;
  if (isRevoked || isExpired) return 'late';
  return hashPolicy(packet.hashAlgorithm ?? 0).accepted === 'always' ? 'good' : 'weak';
}
