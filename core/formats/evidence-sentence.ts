import { ownerName } from '../keys/owner-name.ts';
import type { Product } from '../product.ts';
import type { Build } from '../release.ts';

/** Who vouches for a build, in one English sentence. */
export function evidenceSentence(
  { verification, url }: Pick<Build, 'verification' | 'url'>,
  { keys, vendor }: Pick<Product, 'keys' | 'vendor'>,
): string {
  switch (verification.level) {
    case 'signed': {
      const { signer, signedAt } = verification;
      const owner = keys.find(({ fingerprint }) => fingerprint === signer)?.owner;
      const who = owner === undefined ? `the key ${signer}` : ownerName(owner);
      return `Signed by ${who}${signedAt === undefined ? '' : ` on ${signedAt.slice(0, 10)}`}.`;
    }
    case 'sums-only':
      return `Not signed: the digests were read over TLS from ${new URL(url).host}.`;
    case 'weak':
      return `Weak: ${vendor} offers only what finds accidents, not attacks.`;
    case 'imported':
      return `Taken from ${verification.from}; not checked here.`;
  }
}
