import { z } from 'zod';

const OPENPGP = /^(?:[0-9A-F]{40}|[0-9A-F]{64})$/;
/** Two letters for the algorithm, eight bytes of key number and the 32 of an Ed25519 key, in base64. */
const SIGNIFY = /^RW[Q-T][A-Za-z0-9+/]{53}$/;

/**
 * What pins a key, compared whole: the fingerprint of an OpenPGP primary key, 40 (v4) or 64 (v6) upper-case hex
 * digits; or a public key of signify or minisign itself, the base64 line that begins with RW.
 */
export const Fingerprint = z
  .string()
  .refine((text) => OPENPGP.test(text) || SIGNIFY.test(text), {
    error:
      'expected a full fingerprint: 40 (or 64) upper-case hex digits without spaces, or the RW… line of a signify or minisign key',
  })
  .brand<'Fingerprint'>();
export type Fingerprint = z.infer<typeof Fingerprint>;

/** The fingerprint of an OpenPGP key or subkey. */
export const OpenPgpFingerprint = z
  .string()
  .regex(OPENPGP, { error: 'expected 40 (or 64) upper-case hex digits' });

/** Reads a fingerprint as people write it: any case, with spaces or a leading 0x; a signify key as it stands. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const trimmed = text.trim();
  const hex = trimmed.replace(/^0x/i, '').replaceAll(/\s+/g, '').toUpperCase();
  // In a key of signify every letter counts as it is.
  return Fingerprint.safeParse(OPENPGP.test(hex) ? hex : trimmed).data;
}

/** Whether this is a key of signify or minisign, which needs no key file: it is its own fingerprint. */
export function isSignifyKey(fingerprint: Fingerprint): boolean {
  return SIGNIFY.test(fingerprint);
}
