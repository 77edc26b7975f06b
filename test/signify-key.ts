import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { parseFingerprint } from '../core/trust/fingerprint.ts';
import type { Fingerprint } from '../core/trust/fingerprint.ts';

/** A key of minisign whose other half nobody has. */
export const SIGNIFY_KEY: Fingerprint = fingerprintFrom(`RW${'Q'.padEnd(54, 'A')}`);

/** The file of that key, as minisign writes it. */
export const SIGNIFY_FILE = `untrusted comment: minisign public key of an example\n${SIGNIFY_KEY}\n`;

/** What minisign writes into a signature of its own accord. */
export const MADE = 'timestamp:1785196800\tfile:sha256sum.txt\thashed';

/** A key with its secret half. */
export interface SignifyMaker {
  fingerprint: Fingerprint;
  number: Uint8Array;
  privateKey: KeyObject;
}

export function makeSignifyKey(number: Uint8Array = randomBytes(8)): SignifyMaker {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const point = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const line = Buffer.concat([Buffer.from('Ed'), number, point]).toString('base64');
  return { fingerprint: fingerprintFrom(line), number, privateKey };
}

/** A signature as signify writes it, two lines. */
export function signify(
  { number, privateKey }: SignifyMaker,
  text: string | Uint8Array,
  algorithm = 'Ed',
): string {
  const data = algorithm === 'ED' ? createHash('blake2b512').update(text).digest() : Buffer.from(text);
  const bytes = Buffer.concat([Buffer.from(algorithm), number, sign(null, data, privateKey)]);
  return `untrusted comment: made by a test\n${bytes.toString('base64')}\n`;
}

/** A signature as minisign writes it, four lines. */
export function minisign(
  key: SignifyMaker,
  text: string | Uint8Array,
  comment = MADE,
  algorithm = 'ED',
): string {
  const lines = signify(key, text, algorithm);
  const signature = Buffer.from(lines.split('\n')[1] ?? '', 'base64').subarray(10);
  const both = sign(null, Buffer.concat([signature, Buffer.from(comment)]), key.privateKey);
  return `${lines}trusted comment: ${comment}\n${both.toString('base64')}\n`;
}

function fingerprintFrom(text: string): Fingerprint {
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) throw new Error(`${text} is no key of minisign`);
  return fingerprint;
}
