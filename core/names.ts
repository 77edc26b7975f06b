import { z } from 'zod';
import { isPlainPath, PORTABLE } from './plain-path.ts';

const portable = {
  error: 'expected a name that Windows can hold: no dot at the end, not con, nul, aux, com1 …',
};

/** A product, stream, feed or release name: safe as a folder, a URL segment and a git path on every system. */
export const Name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, {
    error: 'expected a name of lower-case letters, digits, dots, dashes and underscores',
  })
  .regex(PORTABLE, portable);

export const Serial = z
  .string()
  .regex(/^[0-9A-Za-z][0-9A-Za-z.+~_-]{0,63}$/, {
    error: 'expected a serial of letters, digits and . + ~ _ -',
  })
  .regex(PORTABLE, portable);

/** A publisher's file name, possibly with folders before it. */
export const FilePath = z.string().refine(isPlainPath, {
  error: 'expected a relative path of plain names (letters, digits and . _ + ~ @ -)',
});

/** A language as BCP 47 writes it: en, pt-BR, zh-Hant. */
export const Language = z.string().regex(/^[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?$/, {
  error: 'expected a language such as en or pt-BR',
});

/** `YYYY-MM-DD`, a day that exists. */
export const IsoDate = z.iso.date({ error: 'expected a date as "YYYY-MM-DD"' });

/** `YYYY-MM-DDTHH:MM:SSZ`, in UTC, to the second. */
export const IsoTime = z.iso.datetime({ precision: 0, error: 'expected a time as "YYYY-MM-DDTHH:MM:SSZ"' });

/** An address as it is asked for: zod's own check of URLs would take blanks, tabs and line ends out of it silently. */
export const HttpsUrl = z
  .string()
  .regex(/^https?:\/\//, { error: 'expected an http or https URL', abort: true })
  .regex(/^[!-[\]-~]+$/, { error: 'expected a URL of printable ASCII without a backslash', abort: true })
  .refine(hasPlainHost, { error: 'expected a URL with a plain host, without user and password' });

/** Whether the host is what a browser takes it for: `https://127.1/` and `https://%61/` mean another. */
function hasPlainHost(address: string): boolean {
  const written = /^https?:\/\/([^/?#]*?)(?::[0-9]+)?(?:[/?#]|$)/.exec(address)?.[1];
  return URL.parse(address)?.hostname === written?.toLowerCase();
}

/** A percent-encoded part of an address as text; undefined for what is no UTF-8. */
export function decodePercent(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** The time as the catalog writes it. */
export function isoTime(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`;
}
