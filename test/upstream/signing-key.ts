import { createHash } from 'node:crypto';
import { createCleartextMessage, createMessage, generateKey, sign } from 'openpgp';
import { parseFingerprint } from '../../core/trust/fingerprint.ts';
import type { Fingerprint } from '../../core/trust/fingerprint.ts';

export interface SigningKey {
  fingerprint: Fingerprint;
  armored: string;
  detached(text: string, at: Date): Promise<string>;
  clearsigned(text: string, at: Date): Promise<string>;
}

/** The same text signed twice at the same time is the same signature, so that an ETag stays. */
const REPEATABLE = { nonDeterministicSignaturesViaNotation: false };

/**
 * Makes a key that signs as of any time after `created`, with its primary or with a subkey.
 * The older Ed25519 encoding is the one that gpgv knows too.
 */
export async function makeSigningKey(owner: string, created: Date, subkey: boolean): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc',
    curve: 'ed25519Legacy',
    userIDs: [{ name: owner }],
    date: created,
    subkeys: subkey ? [{ sign: true }] : [],
    format: 'object',
  });
  const fingerprint = parseFingerprint(publicKey.getFingerprint());
  if (fingerprint === undefined) throw new Error(`a key of ${owner} came without a fingerprint`);
  const made = new Map<string, Promise<string>>();

  function once(shape: string, text: string, at: Date, make: () => Promise<string>): Promise<string> {
    const name = `${shape} ${at.getTime()} ${createHash('sha256').update(text).digest('base64')}`;
    const signature = made.get(name) ?? make();
    made.set(name, signature);
    return signature;
  }

  return {
    fingerprint,
    armored: publicKey.armor(),
    detached: (text, at) =>
      once('detached', text, at, async () => {
        const message = await createMessage({ binary: Buffer.from(text) });
        const options = { signingKeys: privateKey, date: at, config: REPEATABLE };
        return await sign({ message, detached: true, ...options });
      }),
    clearsigned: (text, at) =>
      once('clearsigned', text, at, async () => {
        const message = await createCleartextMessage({ text: text.trimEnd() });
        return await sign({ message, signingKeys: privateKey, date: at, config: REPEATABLE });
      }),
  };
}
