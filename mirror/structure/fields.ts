/*
 * Values as they lie in the headers of files.
 */

/** The longest text of a header that anybody wants to see. */
const MAX_TEXT = 1024;

/** A 64-bit number, little-endian. Beyond 2^53 it is near enough: nothing so large is true. */
export function uint64le(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64LE(offset));
}

/** A 64-bit number, big-endian. */
export function uint64be(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64BE(offset));
}

/** A size that can be one; undefined for a number that no disk has. */
export function plausibleSize(sizeBytes: number): number | undefined {
  return Number.isSafeInteger(sizeBytes) && sizeBytes >= 0 ? sizeBytes : undefined;
}

/** A GUID as it is written, in lower case; its first three fields lie in the file with their bytes turned about. */
export function guidAt(bytes: Buffer, offset: number): string {
  const hex = (start: number, end: number): string => bytes.toString('hex', offset + start, offset + end);
  const turned = (start: number, end: number): string =>
    Buffer.from(bytes.subarray(offset + start, offset + end))
      .reverse()
      .toString('hex');
  return [turned(0, 4), turned(4, 6), turned(6, 8), hex(8, 10), hex(10, 16)].join('-');
}

export type TextEncoding = 'latin1' | 'utf8' | 'utf16le' | 'utf16be';

/**
 * A text of a fixed field, up to the first zero, without the blanks around it and without what would do something to a
 * terminal; undefined where nothing is left.
 */
export function textOf(bytes: Buffer, encoding: TextEncoding = 'latin1'): string | undefined {
  const text = decode(bytes, encoding).split('\0', 1)[0] ?? '';
  const shown = text
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, MAX_TEXT);
  return shown === '' ? undefined : shown;
}

function decode(bytes: Buffer, encoding: TextEncoding): string {
  if (encoding !== 'utf16be') return bytes.toString(encoding);
  const whole = bytes.subarray(0, bytes.length & ~1);
  return Buffer.from(whole).swap16().toString('utf16le');
}

/**
 * A moment as this project writes it.
 *
 * @param milliseconds since 1970; undefined, or a number that no calendar has, gives undefined.
 */
export function momentOf(milliseconds: number | undefined): string | undefined {
  const date = new Date(milliseconds ?? Number.NaN);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1970 || date.getUTCFullYear() > 9999)
    return undefined;
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Minutes east of Greenwich that a place of this world can have. */
const MOST_MINUTES = 16 * 60;

/** A moment of its parts, month and day from 1, with the minutes that the clock was ahead of Greenwich. */
export function momentOfParts(parts: readonly number[], minutesEast: number): string | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const offset = Math.abs(minutesEast) <= MOST_MINUTES ? minutesEast : 0;
  return momentOf(Date.UTC(year, month - 1, day, hour, minute - offset, second));
}
