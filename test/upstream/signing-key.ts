import { createHash } from 'node:crypto';
import { createCleartextMessage, createMessage, generateKey, readSignature, sign } from 'openpgp';
import { parseFingerprint } from '../../core/trust/fingerprint.ts';
import type { Fingerprint } from '../../core/trust/fingerprint.ts';
import { makeSignifyKey, minisign, signify } from '../signify-key.ts';

/** `armored` and `binary` are OpenPGP's, `minisign` and `signify` those of the keys of these. */
export type SignatureForm = 'armored' | 'binary' | 'minisign' | 'signify';

export interface SigningKey {
  fingerprint: Fingerprint;
  /** Empty for a key of signify or minisign, which needs no file. */
  armored: string;
  detached(data: string | Uint8Array, at: Date): Promise<string>;
  /** The same in another form. */
  detachedAs(
    form: SignatureForm | undefined,
    data: string | Uint8Array,
    at: Date,
  ): Promise<string | Uint8Array>;
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

  function once(
    shape: string,
    data: string | Uint8Array,
    at: Date,
    make: () => Promise<string>,
  ): Promise<string> {
    const name = `${shape} ${at.getTime()} ${createHash('sha256').update(data).digest('base64')}`;
    const signature = made.get(name) ?? make();
    made.set(name, signature);
    return signature;
  }

  async function detached(data: string | Uint8Array, at: Date): Promise<string> {
    return once('detached', data, at, async () => {
      const message = await createMessage({ binary: Buffer.from(data) });
      const options = { signingKeys: privateKey, date: at, config: REPEATABLE };
      return await sign({ message, detached: true, ...options });
    });
  }

  return {
    fingerprint,
    armored: publicKey.armor(),
    detached,
    async detachedAs(form, data, at) {
      const armoredSignature = await detached(data, at);
      return form === 'binary' ? (await readSignature({ armoredSignature })).write() : armoredSignature;
    },
    clearsigned: (text, at) =>
      once('clearsigned', text, at, async () => {
        const message = await createCleartextMessage({ text: text.trimEnd() });
        return await sign({ message, signingKeys: privateKey, date: at, config: REPEATABLE });
      }),
  };
}

/** Makes a key of signify and minisign. */
export function makeSignifySigningKey(): SigningKey {
  const key = makeSignifyKey();
  const signedAt = (data: string | Uint8Array, at: Date): string =>
    minisign(key, data, `timestamp:${Math.floor(at.getTime() / 1000)}\tfile:sums\thashed`);
  return {
    fingerprint: key.fingerprint,
    armored: '',
    detached: async (data, at) => signedAt(data, at),
    detachedAs: async (form, data, at) => (form === 'signify' ? signify(key, data) : signedAt(data, at)),
    clearsigned: async (text) => signify(key, text) + text,
  };
}
