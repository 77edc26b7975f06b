import { IsoDate } from '../core/names.ts';

/** The day that a serial begins with, as `YYYY-MM-DD`, where it does: 20260725, 20260717-2542, 20211104T114140Z, 2026.11.01. */
export function dayOfSerial(serial: string): string | undefined {
  const [, year, , month, day] = /^(20\d{2})([.-]?)(\d{2})\2(\d{2})(?:$|[^\d])/.exec(serial) ?? [];
  const date = IsoDate.safeParse(`${year}-${month}-${day}`);
  return date.success ? date.data : undefined;
}
