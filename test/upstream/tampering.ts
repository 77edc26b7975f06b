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

/** Digests in hex, and in base64 where the algorithm stands before them. */
const DIGEST = /\b[0-9a-f]{32,128}\b|(?<=\bsha(?:256|384|512)-)[A-Za-z0-9+/]{43,86}/g;

/** The same text with another first digit in every digest; one without any digest is a line longer. */
export function withOtherDigests(text: string): string {
  const other = text.replaceAll(DIGEST, (digits) => (digits.startsWith('0') ? '1' : '0') + digits.slice(1));
  return other === text ? `${text}\n` : other;
}

/** The same image, one bit apart. */
export function withOtherBit(bytes: Uint8Array): Uint8Array {
  const other = Uint8Array.from(bytes);
  other[0] = (other[0] ?? 0) ^ 1;
  return other;
}

export const GARBAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Sign in to go on</body></html>\n';
