import { parseFingerprint } from '../core/trust/fingerprint.ts';
import type { Fingerprint } from '../core/trust/fingerprint.ts';

/** A key of minisign whose other half nobody has. */
export const SIGNIFY_KEY: Fingerprint = fingerprintFrom(`RW${'Q'.padEnd(54, 'A')}`);

/** The file of that key, as minisign writes it. */
export const SIGNIFY_FILE = `untrusted comment: minisign public key of an example\n${SIGNIFY_KEY}\n`;

function fingerprintFrom(text: string): Fingerprint {
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) throw new Error(`${text} is no key of minisign`);
  return fingerprint;
}
