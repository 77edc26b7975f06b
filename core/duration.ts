import { DAY_MS } from './day.ts';
import { OsdexError } from './error.ts';
import { quote } from './formats/mirror-file.ts';

const MINUTE_MS = 60_000;

/** In milliseconds. Months and years are left out: they have no one length. */
const UNITS: Record<string, number> = {
  s: 1000,
  min: MINUTE_MS,
  h: 60 * MINUTE_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
};

/** A hundred years: what is longer is a slip of the finger. */
const LONGEST_MS = 36_525 * DAY_MS;

/**
 * Reads how long something takes or lies back: `30d`, `90min`, `12h`, `2w`, `45s`.
 *
 * @returns milliseconds.
 * @throws OsdexError `usage`.
 */
export function parseDuration(text: string): number {
  const [, count, unit] = /^(\d+(?:\.\d+)?) ?(s|min|h|d|w)$/.exec(text.trim()) ?? [];
  const ms = Math.round(Number(count) * (UNITS[unit ?? ''] ?? NaN));
  if (ms <= LONGEST_MS) return ms;
  throw new OsdexError(
    'usage',
    `expected a number of seconds, minutes, hours, days or weeks such as 45s, 30min, 12h, 30d or 2w, found ${quote(text)}`,
    { found: text },
  );
}
