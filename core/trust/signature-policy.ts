import { DAY_MS, isoDay } from '../day.ts';
import type { ErrorCode } from '../error.ts';
import type { SignatureHash } from '../verification.ts';

/**
 * What a publisher's signature must be, as data; nothing else in osdex decides this. A source may widen it under
 * `accept:`, up to a day and with its reason.
 */

interface HashPolicy {
  /** Number in OpenPGP's registry. @see https://www.rfc-editor.org/rfc/rfc9580#section-9.5 */
  number: number;
  name: string;
  /** Under which it is recorded; absent for one that is never accepted, and therefore never computed. */
  hash?: SignatureHash;
  accepted: 'always' | 'by-exception' | 'never';
  why: string;
}

export const HASHES: readonly HashPolicy[] = [
  { number: 1, name: 'MD5', accepted: 'never', why: 'collisions are made in seconds since 2004' },
  { number: 2, name: 'SHA-1', hash: 'sha1', accepted: 'by-exception', why: 'collisions are made since 2017' },
  { number: 3, name: 'RIPEMD-160', accepted: 'never', why: 'as short as SHA-1, and no publisher uses it' },
  { number: 8, name: 'SHA-256', hash: 'sha256', accepted: 'always', why: 'the usual one' },
  { number: 9, name: 'SHA-384', hash: 'sha384', accepted: 'always', why: 'longer than it need be' },
  { number: 10, name: 'SHA-512', hash: 'sha512', accepted: 'always', why: 'longer than it need be' },
  { number: 11, name: 'SHA-224', hash: 'sha224', accepted: 'always', why: 'short, and unbroken' },
  { number: 12, name: 'SHA3-256', hash: 'sha3-256', accepted: 'always', why: 'as good as SHA-256' },
  { number: 14, name: 'SHA3-512', hash: 'sha3-512', accepted: 'always', why: 'longer than it need be' },
];

interface KeyPolicy {
  /** Number in OpenPGP's registry. @see https://www.rfc-editor.org/rfc/rfc9580#section-9.1 */
  number: number;
  name: string;
  /** Shortest modulus, in bits. */
  leastBits?: number;
  accepted: 'always' | 'by-exception';
  why: string;
}

export const KEY_ALGORITHMS: readonly KeyPolicy[] = [
  { number: 1, name: 'RSA', leastBits: 2048, accepted: 'always', why: 'shorter ones since 2014 by nobody' },
  { number: 3, name: 'RSA', leastBits: 2048, accepted: 'always', why: 'the same, for signing only' },
  { number: 17, name: 'DSA', accepted: 'by-exception', why: 'the keys there are have 1024 bits' },
  { number: 19, name: 'ECDSA', accepted: 'always', why: 'on the curves that node:crypto knows' },
  { number: 22, name: 'EdDSA', accepted: 'always', why: 'Ed25519 as GnuPG writes it' },
  { number: 27, name: 'Ed25519', accepted: 'always', why: 'Ed25519 as RFC 9580 writes it' },
  { number: 28, name: 'Ed448', accepted: 'always', why: 'stronger than it need be' },
];

/** A signature may be this much ahead of our clock before it counts as made in the future. */
export const CLOCK_SKEW_MS = DAY_MS;

interface Rule {
  /** What whoever asks is told; `good` where the signature counts. */
  verdict: ErrorCode | 'good';
  rule: string;
  /** What gpgv does with the same bytes, where that is something else. */
  gpgv?: string;
}

/** Every line of the policy. Where gpgv would have decided otherwise, the line says so. */
export const POLICY_RULES = {
  'one-good-signature': {
    verdict: 'good',
    rule: 'Of several signatures one good one by a pinned key is enough; what the others are is told.',
    gpgv: 'exits with an error when any of them cannot be checked',
  },
  'pinned-key': {
    verdict: 'good',
    rule: 'A key counts because its whole fingerprint is pinned, whoever certified it, and be it nobody.',
    gpgv: 'wants that the key certifies itself',
  },
  'hash-algorithm': {
    verdict: 'signature-policy',
    rule: 'SHA-1 counts only where the source accepts it, for signatures made up to a day; MD5 and RIPEMD-160 never do.',
    gpgv: 'accepts SHA-1 and RIPEMD-160',
  },
  'key-algorithm': {
    verdict: 'signature-policy',
    rule: 'RSA of 2048 bits or more, ECDSA and EdDSA. Shorter RSA and DSA count only where the source accepts them, for signatures made up to a day.',
    gpgv: 'accepts DSA and shorter RSA',
  },
  'key-expired': {
    verdict: 'signature-policy',
    rule: 'A key signs nothing after it has expired; what it signed before stays good, and says so.',
    gpgv: 'accepts both, and notes that the key has expired',
  },
  'key-compromised': {
    verdict: 'key-revoked',
    rule: 'A key that was revoked as compromised, or without a reason, proves nothing, whenever it signed.',
    gpgv: 'accepts it, and notes that the key is revoked',
  },
  'key-superseded': {
    verdict: 'key-revoked',
    rule: 'A key that was revoked as retired or replaced signs nothing from then on; what it signed before stays good.',
    gpgv: 'accepts both, and notes that the key is revoked',
  },
  'key-usage': {
    verdict: 'signature-bad',
    rule: 'A key, or subkey, signs files only if its owner says that it may; a subkey must consent to its primary.',
  },
  'key-newer': { verdict: 'signature-bad', rule: 'No signature is older than its key.' },
  'signature-expired': {
    verdict: 'signature-policy',
    rule: 'A signature that its signer let expire proves nothing any more.',
  },
  'signature-future': {
    verdict: 'signature-policy',
    rule: 'No signature is made in the future; clocks may be a day apart.',
    gpgv: 'accepts it',
  },
  'critical-field': {
    verdict: 'signature-bad',
    rule: 'A field that must not be passed over and is not understood makes a signature bad.',
  },
  'strict-armor': {
    verdict: 'signature-unreadable',
    rule: 'Armor and clearsigned texts have every line that they should, base64 and a right checksum, and nothing else.',
    gpgv: 'passes over characters that do not belong there and lines that are broken',
  },
  'strict-header': {
    verdict: 'signature-unreadable',
    rule: 'The header of a clearsigned text names hash algorithms and nothing else.',
  },
  'announced-hash': {
    verdict: 'signature-bad',
    rule: 'Where a clearsigned text announces its hash algorithms, its signatures use one of them.',
  },
  'strict-packets': {
    verdict: 'signature-unreadable',
    rule: 'A signature file holds signatures and nothing else, whole and to the last byte.',
    gpgv: 'takes a packet that is shorter than it says',
  },
  'utf-8': {
    verdict: 'signature-unreadable',
    rule: 'What is signed must be UTF-8 text, since it is read as that next.',
    gpgv: 'takes any bytes',
  },
} as const satisfies Record<string, Rule>;

/** The name of a line of the policy, as verdicts carry it. */
export type PolicyRule = keyof typeof POLICY_RULES;

/** Something that the policy refuses, accepted for signatures made up to and including a day. */
export type PolicyException = { until: string } & (
  { hash: SignatureHash } | { rsaBits: number } | { dsaBits: number }
);

/** The lines that can be broken: all but those by which something is accepted. */
type BreakableRule = {
  [Rule in PolicyRule]: (typeof POLICY_RULES)[Rule]['verdict'] extends 'good' ? never : Rule;
}[PolicyRule];

/** A line of the policy that was broken, and how. */
export interface Breach {
  rule: BreakableRule;
  message: string;
}

/** The policy's line on a hash algorithm; one that is in no registry is never accepted. */
export function hashPolicy(number: number): HashPolicy {
  const why = 'it is in no registry';
  return (
    HASHES.find((one) => one.number === number) ?? {
      number,
      name: `hash algorithm ${number}`,
      accepted: 'never',
      why,
    }
  );
}

/** Whether the policy accepts this hash from everyone, at any time. */
export function isAllowedHash(hash: SignatureHash): boolean {
  return HASHES.some((one) => one.hash === hash && one.accepted === 'always');
}

/** Why the policy refuses a signature made with this hash at this time; undefined when it does not. */
export function refuseHash(
  { hash, name, accepted }: HashPolicy,
  signedAt: Date,
  exceptions: readonly PolicyException[],
): Breach | undefined {
  if (accepted === 'always') return undefined;
  const rule = 'hash-algorithm';
  const expected = 'expected a signature over SHA-256 or better, found';
  if (hash === undefined) return neverAccepted(name);
  const limit = exceptions.find((one) => 'hash' in one && one.hash === hash)?.until;
  return beyond(limit, signedAt)
    ? { rule, message: `${expected} ${hash}${whenAndLimit(limit, hash, signedAt)}` }
    : undefined;
}

/** What cannot even be computed here, since nothing that it says would be believed. */
export function neverAccepted(name: string): Breach {
  const message = `expected a signature over SHA-256 or better, found ${name}, which is never accepted`;
  return { rule: 'hash-algorithm', message };
}

/** Why the policy refuses a key of this kind for a signature made at this time; undefined when it does not. */
export function refuseKeyAlgorithm(
  { number, bits }: { number: number; bits: number | undefined },
  signedAt: Date,
  exceptions: readonly PolicyException[],
): Breach | undefined {
  const rule = 'key-algorithm';
  const policy = KEY_ALGORITHMS.find((one) => one.number === number);
  const expected = 'expected an RSA, ECDSA or EdDSA key, found';
  if (policy === undefined) return { rule, message: `${expected} key algorithm ${number}` };
  const { leastBits = 0, accepted, name } = policy;
  if (bits === undefined) return accepted === 'always' ? undefined : { rule, message: `${expected} ${name}` };
  if (accepted === 'always' && bits >= leastBits) return undefined;
  const limit = exceptions.find(
    (one) => bits >= (leastAccepted(one, name) ?? Number.POSITIVE_INFINITY),
  )?.until;
  if (!beyond(limit, signedAt)) return undefined;
  const found = whenAndLimit(limit, `${bits} bits`, signedAt);
  return accepted === 'always'
    ? { rule, message: `expected an ${name} key of at least ${leastBits} bits, found ${bits}${found}` }
    : { rule, message: `${expected} ${name} of ${bits} bits${found}` };
}

function leastAccepted(exception: PolicyException, name: string): number | undefined {
  if ('rsaBits' in exception && name === 'RSA') return exception.rsaBits;
  return 'dsaBits' in exception && name === 'DSA' ? exception.dsaBits : undefined;
}

function beyond(limit: string | undefined, signedAt: Date): boolean {
  return limit === undefined || isoDay(signedAt) > limit;
}

function whenAndLimit(limit: string | undefined, what: string, signedAt: Date): string {
  const accepted =
    limit === undefined ? 'the source accepts no other' : `the source accepts ${what} until ${limit}`;
  return ` signed on ${isoDay(signedAt)} (${accepted})`;
}
