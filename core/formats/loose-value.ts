import { z } from 'zod';
import { DIGEST_ALGORITHMS, algorithmOfHexLength, hexLength, parseDigest } from '../digest-text.ts';
import type { DigestAlgorithm } from '../digest-text.ts';
import { parseAlgorithm } from '../sums/checksum-algorithm.ts';
import { quote } from './mirror-file.ts';

/** More than a size can have, so that no text is long to read. */
const MOST_DIGITS = 16;

/** A text, which others also write as a number or a boolean; nothing, null and blanks are none. */
export const LooseText = z
  .unknown()
  .optional()
  .transform((value, context): string | undefined => {
    if (value === undefined || value === null) return undefined;
    const isExact = typeof value === 'number' && (!Number.isInteger(value) || Number.isSafeInteger(value));
    if (typeof value === 'string' || typeof value === 'boolean' || isExact)
      return String(value).trim() || undefined;
    context.addIssue(`expected a text, found ${tell(value)}`);
    return z.NEVER;
  });

/** Bytes, as a number or as its digits; an empty text is none. */
export const LooseSize = z
  .unknown()
  .optional()
  .transform((value, context): number | undefined => {
    const text = typeof value === 'string' ? value.trim() : value;
    if (text === undefined || text === null || text === '') return undefined;
    const isDigits = typeof text === 'string' && text.length <= MOST_DIGITS && /^[0-9]+$/.test(text);
    const size = isDigits ? Number(text) : text;
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
    context.addIssue(`expected a whole number of bytes, found ${tell(value)}`);
    return z.NEVER;
  });

/** A digest as hex digits in any case, with or without an algorithm before them; their number tells what it is. */
export const LooseDigest = LooseText.transform((text, context): string | undefined => {
  if (text === undefined) return undefined;
  const digest = digestOfText(text);
  if (digest !== undefined) return digest;
  context.addIssue(`expected a digest by ${DIGEST_ALGORITHMS.join(', ')}, found ${tell(text)}`);
  return z.NEVER;
});

/** A digest by this algorithm and no other. */
export function looseDigestBy(algorithm: DigestAlgorithm) {
  return LooseText.transform((text, context): string | undefined => {
    if (text === undefined) return undefined;
    const digest = digestOfText(text, algorithm);
    if (digest !== undefined) return digest;
    context.addIssue(`expected ${hexLength(algorithm)} hex digits of ${algorithm}, found ${tell(text)}`);
    return z.NEVER;
  });
}

/** `SHA256` and hex digits as `sha256:<hex>`; without an algorithm it is that of so many digits. */
export function digestOfText(text: string, word?: string): string | undefined {
  const colon = text.indexOf(':');
  const [own, hex] = colon < 0 ? [word, text] : [text.slice(0, colon), text.slice(colon + 1)];
  const algorithm = own === undefined ? algorithmOfHexLength(hex.trim().length) : parseAlgorithm(own.trim());
  const isOther = word !== undefined && parseAlgorithm(word) !== algorithm;
  const digest = `${algorithm}:${hex.trim().toLowerCase()}`;
  return isOther || parseDigest(digest) === undefined ? undefined : digest;
}

/** The digest by the strongest algorithm. */
export function strongestDigest(digests: readonly (string | undefined)[]): string | undefined {
  const known = digests.filter((digest) => digest !== undefined);
  const rank = (digest: string): number =>
    DIGEST_ALGORITHMS.findIndex((algorithm) => digest.startsWith(`${algorithm}:`));
  return known.toSorted((a, b) => rank(a) - rank(b))[0];
}

/** A foreign value for a message: it may hold anything, and be as long as it likes. */
export function tell(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
