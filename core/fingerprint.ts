import { z } from 'zod';

/** The full fingerprint of an OpenPGP primary key: 40 (v4) or 64 (v6) upper-case hex digits. */
export const Fingerprint = z
  .string()
  .regex(/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/, {
    error: 'expected a full fingerprint: 40 (or 64) upper-case hex digits without spaces',
  })
  .brand<'Fingerprint'>();
export type Fingerprint = z.infer<typeof Fingerprint>;

/** Reads a fingerprint as people write it: any case, with spaces or a leading 0x. */
export function parseFingerprint(text: string): Fingerprint | undefined {
  const parsed = Fingerprint.safeParse(text.replace(/^0x/i, '').replaceAll(/\s+/g, '').toUpperCase());
  return parsed.success ? parsed.data : undefined;
}
