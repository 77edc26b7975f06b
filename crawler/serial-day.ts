import { IsoDate } from '../core/names.ts';
import type { Feed } from '../core/source/feed.ts';
import { compileTemplate } from '../core/source/template.ts';

const DATED_PATTERNS = { date: String.raw`\d{8}|\d{4}[.-]\d{2}[.-]\d{2}|\d{6}`, rest: '.*' };

/** The day that a serial begins with, as `YYYY-MM-DD`, where it does: 20260725, 20260717-2542, 20211104T114140Z, 2026.11.01. */
export function dayOfSerial(serial: string): string | undefined {
  const [, year, , month, day] = /^(20\d{2})([.-]?)(\d{2})\2(\d{2})(?:$|[^\d])/.exec(serial) ?? [];
  const date = IsoDate.safeParse(`${year}-${month}-${day}`);
  return date.success ? date.data : undefined;
}

/** The day that a serial tells, by the feed's own form of it where it states one. */
export function dayOf(serial: string, { dated, patterns }: Feed): string | undefined {
  if (dated === undefined) return dayOfSerial(serial);
  const date = compileTemplate(dated, {}, { ...DATED_PATTERNS, ...patterns })(serial)?.date;
  return date === undefined ? undefined : dayOfSerial(/^\d{6}$/.test(date) ? `20${date}` : date);
}
