import type { ErrorCode } from '../error.ts';
import { expiryOf, judgeStanding } from './key-standing.ts';
import type { Signer } from './key-standing.ts';
import type { Keyring } from './keyring.ts';
import { isoTime } from '../names.ts';
import type { SignaturePacket } from './openpgp/signature-packet.ts';
import {
  hashPolicy,
  isAllowedHash,
  POLICY_RULES,
  refuseHash,
  refuseKeyAlgorithm,
} from './signature-policy.ts';
import type { Breach, PolicyException, PolicyRule } from './signature-policy.ts';
import type { SignatureHash, SignedVerification } from '../verification.ts';

/** What a good signature tells. */
export type SignatureEvidence = Pick<
  SignedVerification,
  'signer' | 'subkey' | 'signedAt' | 'hash' | 'note' | 'others'
>;

/** What came of one signature. `key` is the primary's fingerprint where it is pinned, else what the signature names. */
export type Verdict =
  | { code: 'good'; key: string; evidence: SignatureEvidence }
  | { code: ErrorCode; key: string; rule?: PolicyRule; message: string };

/** Against what a signature is held. */
export interface VerifyOptions {
  /** The pinned keys: one good signature by any of them is enough. */
  keyring: Keyring;
  /** What the source accepts beyond the policy. */
  accept?: readonly PolicyException[];
  /** The present time; a signature may not come from the future. */
  now: Date;
  /** What is being verified, for messages: a URL or a path. */
  name: string;
}

/**
 * Whether a signature that covers the file counts.
 *
 * @param signer whose key verified it.
 */
export function judgeSignature(
  { created, expires, hashAlgorithm }: SignaturePacket,
  signer: Signer,
  hash: SignatureHash,
  { now, name, accept = [] }: VerifyOptions,
): Verdict {
  const { key, part } = signer;
  const signedAt = created ?? now;
  const breach =
    judgeStanding(signer, signedAt, now) ??
    (expires !== undefined && expires <= now ? expired(expires) : undefined) ??
    refuseHash(hashPolicy(hashAlgorithm), signedAt, accept) ??
    refuseKeyAlgorithm(part.algorithm, signedAt, accept);
  if (breach !== undefined) return refusal(breach, key.fingerprint, name);
  const evidence: SignatureEvidence = {
    signer: key.fingerprint,
    ...(part === key.primary ? {} : { subkey: part.fingerprint }),
    signedAt: isoTime(signedAt),
    hash,
    ...noteOf(hash, signer, now),
  };
  return { code: 'good', key: key.fingerprint, evidence };
}

function expired(expires: Date): Breach {
  const message = `expected a signature that is still to count, found one that its signer let expire on ${isoTime(expires)}`;
  return { rule: 'signature-expired', message };
}

/** What a reader should know about a signature that is good but not plain. */
function noteOf(hash: SignatureHash, signer: Signer, now: Date): { note?: string } {
  const expires = expiryOf(signer);
  const revoked = [...signer.key.primary.revocations, ...signer.part.revocations][0];
  if (revoked !== undefined)
    return { note: `signed before the key was ${revoked.reason} on ${isoTime(revoked.at)}` };
  if (expires !== undefined && expires <= now)
    return { note: `signed before the key expired on ${isoTime(expires)}` };
  const { algorithm } = signer.part;
  const needed = [
    ...(isAllowedHash(hash) ? [] : [hash]),
    ...(refuseKeyAlgorithm(algorithm, now, []) === undefined ? [] : [`a ${algorithm.name} key`]),
  ];
  if (needed.length === 0) return {};
  return { note: `signed with ${needed.join(' and ')}, which this source accepts for its early builds` };
}

/** The verdict on a signature that breaks a line of the policy. */
export function refusal({ rule, message }: Breach, key: string, name: string): Verdict {
  return { code: POLICY_RULES[rule].verdict, key, rule, message: `${message}, ${name}` };
}
