/**
 * What is done to a publisher's files:
 * `sums` digests changed after signing · `outside` false lines outside of what is signed · `unsigned` no signature ·
 * `other-key` signed by a key that nobody pinned · `other-file` a good signature of another file ·
 * `older` signed a year before it was · `digest` other images under the old names, properly signed ·
 * `garbage` a page of HTML where the sums file was · `empty` no bytes there · `files` images other than what is signed.
 */
export type Tamper =
  | 'sums'
  | 'outside'
  | 'unsigned'
  | 'other-key'
  | 'other-file'
  | 'older'
  | 'digest'
  | 'garbage'
  | 'empty'
  | 'files';

export interface Tampering {
  how: Tamper;
  /** Paths that begin so, as `HOST/PATH`; every path where it is empty. */
  under: string;
}

export function isTampered(tamperings: readonly Tampering[], how: Tamper, path: string): boolean {
  return tamperings.some((tampering) => tampering.how === how && path.startsWith(tampering.under));
}

/** The same text with another first digit in every digest. */
export function withOtherDigests(text: string): string {
  return text.replaceAll(/\b[0-9a-f]{32,128}\b/g, (hex) => (hex.startsWith('0') ? '1' : '0') + hex.slice(1));
}

/** The same image, one bit apart. */
export function withOtherBit(bytes: Uint8Array): Uint8Array {
  const other = Uint8Array.from(bytes);
  other[0] = (other[0] ?? 0) ^ 1;
  return other;
}

export const GARBAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on</body></html>\n';
