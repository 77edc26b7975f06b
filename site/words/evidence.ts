import { ownerName } from '../../core/keys/owner-name.ts';
import type { Product, TrustedKey } from '../../core/product.ts';
import { signsImage } from '../../core/release.ts';
import type { Build } from '../../core/release.ts';
import { longDate } from './date.ts';
import { algorithmWord } from './digest.ts';
import { plural } from './size.ts';

/** The product's key with this fingerprint. */
export function findKey(keys: readonly TrustedKey[], fingerprint: string): TrustedKey | undefined {
  return keys.find((key) => key.fingerprint === fingerprint);
}

/** Who vouches for a build, in one sentence that needs no knowledge of OpenPGP. */
export function evidenceSentence(
  build: Pick<Build, 'verification' | 'url'>,
  product: Pick<Product, 'keys' | 'vendor'>,
): string {
  const { verification } = build;
  switch (verification.level) {
    case 'signed': {
      const key = findKey(product.keys, verification.signer);
      const who = key === undefined ? `the key ${verification.signer}` : ownerName(key.owner);
      const when = verification.signedAt === undefined ? '' : ` on ${longDate(verification.signedAt)}`;
      return `Signed by ${who}${when}.`;
    }
    case 'sums-only':
      return `Not signed: ${product.vendor} publishes no signature here. The digests were read over TLS from ${host(build.url)}.`;
    case 'weak':
      return `Weak: ${product.vendor} offers only what finds accidents, not attacks.`;
    case 'imported':
      return `Taken from ${verification.from}; not checked here.`;
  }
}

/** How the signature was made, for those who know what it means. */
export function signatureSentence(build: Pick<Build, 'verification' | 'artifacts'>): string | undefined {
  const { verification } = build;
  if (verification.level !== 'signed') return undefined;
  const where =
    verification.signature === undefined
      ? `inside ${fileName(verification.sums)}`
      : `in ${fileName(verification.signature)}`;
  const others = verification.others?.length ?? 0;
  const beside =
    others === 0
      ? ''
      : ` ${plural(others, 'other signature')} beside it ${others === 1 ? 'does' : 'do'} not matter: one good one by a pinned key is enough.`;
  const over = signsImage(build) ? ', over the image itself,' : '';
  return `The signature is ${where}${over} and uses ${algorithmWord(verification.hash)}.${beside}`;
}

/** The last part of a location, for reading: locations may be whole addresses. */
export function fileName(location: string): string {
  return location.split(/[?#]/, 1)[0]?.split('/').at(-1) || location;
}

export function host(url: string): string {
  return new URL(url).host;
}
