import { z } from 'zod';

/** A product, stream, feed or release name: safe as a folder, a URL segment and a git path on every system. */
export const Name = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, {
  error: 'expected a name of lower-case letters, digits, dots, dashes and underscores',
});

export const Serial = z.string().regex(/^[0-9A-Za-z][0-9A-Za-z.+~_-]{0,63}$/, {
  error: 'expected a serial of letters, digits and . + ~ _ -',
});

const SEGMENT = /^[A-Za-z0-9][A-Za-z0-9._+~@-]{0,254}$/;

/** Whether this is a relative path of plain names, which can neither leave its folder nor mean anything to a shell. */
export function isPlainPath(path: string): boolean {
  return path.length <= 1024 && path.split('/').every((segment) => SEGMENT.test(segment));
}

/** A publisher's file name, possibly with folders before it. */
export const FilePath = z.string().refine(isPlainPath, {
  error: 'expected a relative path of plain names (letters, digits and . _ + ~ @ -)',
});

/** `YYYY-MM-DD`, a day that exists. */
export const IsoDate = z.iso.date({ error: 'expected a date as "YYYY-MM-DD"' });

/** `YYYY-MM-DDTHH:MM:SSZ`, in UTC, to the second. */
export const IsoTime = z.iso.datetime({ precision: 0, error: 'expected a time as "YYYY-MM-DDTHH:MM:SSZ"' });

export const HttpsUrl = z
  .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
  .regex(/^[!-~]+$/, { error: 'expected a URL of printable ASCII' });

/** The time as the catalog writes it. */
export function isoTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
