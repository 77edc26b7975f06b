/** Hex digits of each algorithm's digest, weakest algorithm first. */
const HEX_LENGTH = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 } as const;

export type DigestAlgorithm = keyof typeof HEX_LENGTH;

/** Algorithms by strength, strongest first; where a publisher offers several, the first of these is kept. */
export const DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = ['sha512', 'sha384', 'sha256', 'sha1', 'md5'];

/** Algorithms that no longer prove anything: a record with one of these is `weak`. */
export const WEAK_DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = ['sha1', 'md5'];

/** Splits a digest into its algorithm and its hex digits; undefined when it is not a digest. */
export function parseDigest(text: string): { algorithm: DigestAlgorithm; hex: string } | undefined {
  const colon = text.indexOf(':');
  const algorithm = text.slice(0, Math.max(0, colon));
  if (!Object.hasOwn(HEX_LENGTH, algorithm)) return undefined;
  const known = algorithm as DigestAlgorithm;
  const hex = text.slice(colon + 1);
  return hex.length === HEX_LENGTH[known] && /^[0-9a-f]+$/.test(hex) ? { algorithm: known, hex } : undefined;
}

/** The algorithm whose digests have this many hex digits. */
export function algorithmOfHexLength(length: number): DigestAlgorithm | undefined {
  return DIGEST_ALGORITHMS.find((algorithm) => HEX_LENGTH[algorithm] === length);
}

/** How many hex digits a digest of this algorithm has. */
export function hexLength(algorithm: DigestAlgorithm): number {
  return HEX_LENGTH[algorithm];
}
