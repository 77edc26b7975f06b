import { createCleartextMessage, sign } from 'openpgp';
import { digestOf } from '../core/digest.ts';
import type { Product } from '../core/product.ts';
import { Build } from '../core/release.ts';
import { KEY_CREATED, makeTestKey, signWith } from './test-key.ts';
import { makeSignifyKey, minisign, signify } from './signify-key.ts';
import { makeProduct } from './test-release.ts';

/** How a publisher signs; each with the means that people check it with. */
export const WAYS = ['detached', 'clearsigned', 'image', 'signify-image', 'minisign'] as const;
export type Way = (typeof WAYS)[number];

/** One image with all that its publisher put beside it, and what the catalog has of it. */
export interface SignedImage {
  product: Product;
  build: Build;
  /** What lies at `https://images.example/`, by name. */
  files: Record<string, string | Uint8Array>;
  /** The public key, where it is in a file; signify's is the fingerprint itself. */
  keyFile?: { name: string; bytes: Uint8Array };
}

const IMAGE = 'os-1.0-amd64.iso';
const SIGNED_AT = '2026-07-25T12:00:00Z';

/** Makes an image whose publisher signs in this way. */
export async function signImage(way: Way): Promise<SignedImage> {
  const bytes = Buffer.from(`an image of whom ${way} is the way`);
  const sums = `${digestOf(bytes).slice('sha256:'.length)}  ${IMAGE}\n`;
  const ofImage = way.endsWith('image');
  const [signedFile, signedBytes] = ofImage ? [IMAGE, bytes] : ['SHA256SUMS', Buffer.from(sums)];
  const { signer, signed, hash, signature, key } = await signBytes(way, signedBytes);
  const signatureName = `${signedFile}.sig`;
  const build = Build.parse({
    stream: 'cloud',
    serial: '1.0',
    url: 'https://images.example/',
    verification: {
      level: 'signed',
      sums: signedFile,
      sumsDigest: digestOf(signed),
      ...(signature === undefined ? {} : { signature: signatureName }),
      signer,
      ...(way === 'signify-image' ? {} : { signedAt: SIGNED_AT }),
      hash,
    },
    artifacts: [{ file: IMAGE, arch: 'amd64', format: 'iso', digest: digestOf(bytes) }],
  });
  const pinned = { fingerprint: signer, owner: 'Example key', provenance: 'made by a test' };
  return {
    product: makeProduct({
      keys: [key === undefined ? pinned : { ...pinned, url: 'https://images.example/key' }],
    }),
    build,
    files: {
      [IMAGE]: bytes,
      [signedFile]: signed,
      ...(signature === undefined ? {} : { [signatureName]: signature }),
      ...(key === undefined ? {} : { key }),
    },
    ...(key === undefined ? {} : { keyFile: { name: `${signer}.pgp`, bytes: key } }),
  };
}

async function signBytes(way: Way, bytes: Buffer) {
  if (way === 'minisign' || way === 'signify-image') {
    const maker = makeSignifyKey();
    const isMinisign = way === 'minisign';
    const signature = isMinisign ? minisign(maker, bytes) : signify(maker, bytes);
    return {
      signer: maker.fingerprint,
      signed: bytes,
      signature,
      hash: isMinisign ? 'blake2b-512' : 'sha512',
    };
  }
  const { fingerprint: signer, privateKey } = await makeTestKey({ date: KEY_CREATED });
  const key = privateKey.toPublic().write();
  const date = new Date(SIGNED_AT);
  if (way !== 'clearsigned') {
    return { signer, signed: bytes, signature: await signWith(bytes, date, privateKey), hash: 'sha512', key };
  }
  const message = await createCleartextMessage({ text: bytes.toString() });
  const signed = await sign({ message, signingKeys: privateKey, date });
  return { signer, signed: Buffer.from(signed), signature: undefined, hash: 'sha512', key };
}
