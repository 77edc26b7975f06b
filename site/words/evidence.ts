import { ownerName } from '../../core/keys/owner-name.ts';
import type { Product, TrustedKey } from '../../core/product.ts';
import { signsImage } from '../../core/release.ts';
import type { Build } from '../../core/release.ts';
import type { SignedVerification } from '../../core/verification.ts';
import { algorithmWord } from './digest.ts';
import { say } from './say.ts';
import type { Said } from './say.ts';

/** The product's key with this fingerprint. */
export function findKey(keys: readonly TrustedKey[], fingerprint: string): TrustedKey | undefined {
  return keys.find((key) => key.fingerprint === fingerprint);
}

/** Who vouches for a build, in one sentence that needs no knowledge of OpenPGP. */
export function evidenceSentence(
  build: Pick<Build, 'verification' | 'url'>,
  product: Pick<Product, 'keys' | 'vendor'>,
): Said {
  const { verification } = build;
  switch (verification.level) {
    case 'signed': {
      const { signer, signedAt } = verification;
      const owner = findKey(product.keys, signer)?.owner;
      const on = signedAt === undefined ? {} : { day: signedAt.slice(0, 10) };
      return owner === undefined
        ? say('evidence.signed-by-key', { key: signer, ...on })
        : say('evidence.signed', { who: ownerName(owner), ...on });
    }
    case 'sums-only':
      return say('evidence.sums-only', { vendor: product.vendor, host: host(build.url) });
    case 'weak':
      return say('evidence.weak', { vendor: product.vendor });
    case 'imported':
      return say('evidence.imported', { from: verification.from });
  }
}

/** How the signature was made, for those who know what it means. */
export function signatureSentence(build: Pick<Build, 'verification' | 'artifacts'>): Said | undefined {
  const { verification } = build;
  if (verification.level !== 'signed') return undefined;
  const others = verification.others?.length ?? 0;
  return say('evidence.signature', {
    ...signaturePlace(verification),
    ...(signsImage(build) ? { isOverImage: true } : {}),
    hash: algorithmWord(verification.hash),
    ...(others === 0 ? {} : { others }),
  });
}

/** The file that a signature is in: one of its own, or the very file that is signed. */
export function signaturePlace({ sums, signature }: SignedVerification): { file: string; isInside?: true } {
  return signature === undefined ? { file: fileName(sums), isInside: true } : { file: fileName(signature) };
}

/** The last part of a location, for reading: locations may be whole addresses. */
export function fileName(location: string): string {
  return location.split(/[?#]/, 1)[0]?.split('/').at(-1) || location;
}

export function host(url: string): string {
  return new URL(url).host;
}
