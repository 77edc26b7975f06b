import { z } from 'zod';
import { Digest } from './digest.ts';
import { Fingerprint, OpenPgpFingerprint } from './trust/fingerprint.ts';
import { IsoTime } from './names.ts';
import { TRUST_LEVELS } from './vocabulary.ts';

/** How far a digest is to be trusted, best first. */
export const TrustLevel = z.enum(TRUST_LEVELS);
export type TrustLevel = z.infer<typeof TrustLevel>;

/** Hash algorithm inside the signature (not that of the files' digests). */
export const SignatureHash = z.enum([
  'sha1',
  'sha224',
  'sha256',
  'sha384',
  'sha512',
  'sha3-256',
  'sha3-512',
  'blake2b-512',
]);
export type SignatureHash = z.infer<typeof SignatureHash>;

/** Where the sums file is: a name beside the build's files, or a whole URL when it lies elsewhere. */
const Location = z.string().min(1);

const sums = { sums: Location, sumsDigest: Digest };

/**
 * The evidence kept with a build.
 * `signed` tells who signed what, when; the other levels tell what there was instead of a signature.
 */
export const Verification = z.discriminatedUnion('level', [
  z.strictObject({
    level: z.literal('signed'),
    ...sums,
    /** Absent where the signature is inside the sums file (clearsigned). */
    signature: Location.optional(),
    /** Primary fingerprint of the pinned key. */
    signer: Fingerprint,
    /** Fingerprint of the signing subkey, where one was used. */
    subkey: OpenPgpFingerprint.optional(),
    /** Absent where a signature tells no time: those of signify. */
    signedAt: IsoTime.optional(),
    hash: SignatureHash,
    /** Why a signature that needs a word of explanation is accepted, such as a key that expired later. */
    note: z.string().optional(),
    /** What came of the other signatures in the same file: one good one is enough. */
    others: z.array(z.strictObject({ key: z.string().min(1), verdict: z.string().min(1) })).optional(),
  }),
  z.strictObject({ level: z.literal('sums-only'), ...sums }),
  z.strictObject({ level: z.literal('weak'), ...sums }),
  z.strictObject({ level: z.literal('imported'), from: z.string().min(1) }),
]);
export type Verification = z.infer<typeof Verification>;

/** The evidence of level `signed`. */
export type SignedVerification = Extract<Verification, { level: 'signed' }>;
