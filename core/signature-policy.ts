import { enums } from 'openpgp';
import { z } from 'zod';
import { SignatureHash } from './verification.ts';

/**
 * What a publisher's signature must be made of, as data; nothing else in osdex decides this.
 * A source may widen `hashes` under `accept:` up to a day, with its reason.
 */
export const SIGNATURE_POLICY = {
  /** SHA-1 collisions are practical since 2017; SHA-224 is no publisher's choice but harmless. */
  hashes: ['sha224', 'sha256', 'sha384', 'sha512', 'sha3-256', 'sha3-512'],
  /** Shorter RSA keys have been out of reach of no one since NIST SP 800-131A (2014). */
  rsaMinBits: 2048,
  /** DSA is refused: its recorded keys are 1024 bits. */
  keyAlgorithms: ['rsaEncryptSign', 'rsaSign', 'ecdsa', 'eddsaLegacy', 'ed25519', 'ed448'],
  /** A signature may be this much ahead of our clock before it counts as made in the future. */
  clockSkewMs: 24 * 60 * 60 * 1000,
} as const satisfies { hashes: SignatureHash[]; [key: string]: unknown };

/** A hash algorithm that a source accepts for signatures made up to and including a day. */
export interface HashException {
  hash: SignatureHash;
  until: string;
}

/** The signature's hash algorithm under its usual name; undefined for one that is never accepted. */
export function signatureHashOf(id: number): SignatureHash | undefined {
  const name = z.enum(enums.hash).safeParse(id).success ? enums.read(enums.hash, id) : '';
  return SignatureHash.safeParse(name.replace('_', '-')).data;
}

/** Whether the policy accepts this hash from everyone, at any time. */
export function isAllowedHash(hash: SignatureHash): boolean {
  return (SIGNATURE_POLICY.hashes as readonly SignatureHash[]).includes(hash);
}

/**
 * Why the policy refuses a signature made with this hash at this time.
 *
 * @returns undefined when it is accepted, else a sentence.
 */
export function refuseHash(
  hash: SignatureHash | undefined,
  signedAt: Date,
  accepted: readonly HashException[],
): string | undefined {
  if (hash === undefined)
    return 'expected a signature over SHA-256 or better, found an algorithm never accepted (MD5 or alike)';
  if (isAllowedHash(hash)) return undefined;
  const day = signedAt.toISOString().slice(0, 10);
  const exception = accepted.find((one) => one.hash === hash);
  if (exception !== undefined && day <= exception.until) return undefined;
  const limit =
    exception === undefined
      ? 'the source accepts no other'
      : `the source accepts ${hash} until ${exception.until}`;
  return `expected a signature over SHA-256 or better, found ${hash} signed on ${day} (${limit})`;
}

/** Why the policy refuses a key of this kind, or undefined when it is accepted. */
export function refuseKeyAlgorithm(key: {
  algorithm: string;
  bits?: number | undefined;
}): string | undefined {
  if (!(SIGNATURE_POLICY.keyAlgorithms as readonly string[]).includes(key.algorithm)) {
    return `expected an RSA, ECDSA or EdDSA key, found ${key.algorithm}`;
  }
  if (key.bits !== undefined && key.algorithm.startsWith('rsa') && key.bits < SIGNATURE_POLICY.rsaMinBits) {
    return `expected an RSA key of at least ${SIGNATURE_POLICY.rsaMinBits} bits, found ${key.bits}`;
  }
  return undefined;
}
