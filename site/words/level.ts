import type { TrustLevel } from '../../core/verification.ts';

/** The word in every list, and what it means. */
export const LEVELS: Readonly<Record<TrustLevel, { word: string; ring: string; meaning: string }>> = {
  signed: {
    word: 'signed',
    ring: 'full ring',
    meaning:
      'The publisher’s own key, pinned here by its whole fingerprint, signed the file that holds the digest, or the image itself, and the signature was checked before anything in it was believed.',
  },
  'sums-only': {
    word: 'sums only',
    ring: 'half ring',
    meaning:
      'The publisher signs nothing for this image. The digest was read from the publisher’s own server over TLS; it protects against a broken download, less against a broken-into server.',
  },
  weak: {
    word: 'weak',
    ring: 'dotted ring',
    meaning:
      'The publisher offers only MD5 or SHA-1, or serves its sums over plain http. Such a digest finds accidents, not attacks.',
  },
  imported: {
    word: 'imported',
    ring: 'open ring',
    meaning: 'The digest was taken from another catalog and was not checked here.',
  },
};

/** Levels in the order of trust, best first. */
export const LEVEL_ORDER: readonly TrustLevel[] = ['signed', 'sums-only', 'weak', 'imported'];

/** The level that a build may claim as a whole: that of its least trusted entry. */
export function overallLevel(builds: readonly { verification: { level: TrustLevel } }[]): TrustLevel {
  const places = builds.map(({ verification }) => LEVEL_ORDER.indexOf(verification.level));
  return LEVEL_ORDER[Math.max(...places)] ?? 'imported';
}
