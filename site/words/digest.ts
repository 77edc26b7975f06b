/** A digest in the parts that a reader compares: the first and last eight digits, and what lies between. */
export function splitDigest(digest: string): {
  algorithm: string;
  head: string;
  middle: string;
  tail: string;
} {
  const [algorithm = '', hex = ''] = digest.split(':');
  return { algorithm, head: hex.slice(0, 8), middle: hex.slice(8, -8), tail: hex.slice(-8) };
}

const ALGORITHM_WORDS: Readonly<Record<string, string>> = {
  md5: 'MD5',
  sha1: 'SHA-1',
  sha224: 'SHA-224',
  sha256: 'SHA-256',
  sha384: 'SHA-384',
  sha512: 'SHA-512',
  'sha3-256': 'SHA3-256',
  'sha3-512': 'SHA3-512',
  'blake2b-512': 'BLAKE2b-512',
};

/** The algorithm as people write it: `SHA-256`. */
export function algorithmWord(algorithm: string): string {
  return ALGORITHM_WORDS[algorithm] ?? algorithm;
}

/** A fingerprint in groups of four, as gpg prints it; a key of signify or minisign stays one word. */
export function groupFingerprint(fingerprint: string): string {
  if (!/^[0-9A-F]+$/.test(fingerprint)) return fingerprint;
  return fingerprint.replaceAll(/(.{4})(?!$)/g, '$1 ');
}

/** The halves of a fingerprint in groups of four; a key of signify or minisign stays one word. */
export function splitFingerprint(fingerprint: string): string[] {
  if (!/^[0-9A-F]+$/.test(fingerprint)) return [fingerprint];
  const middle = fingerprint.length / 2;
  return [fingerprint.slice(0, middle), fingerprint.slice(middle)].map(groupFingerprint);
}
