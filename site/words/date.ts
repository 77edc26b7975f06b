const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** `2026-07-25` or `2026-07-25T22:34:07Z` as `25 July 2026`. */
export function longDate(iso: string): string {
  const [year, month, day] = iso.slice(0, 10).split('-').map(Number);
  return `${day} ${MONTHS[(month ?? 1) - 1]} ${year}`;
}

/** `2026-07-25T22:34:07Z` as `25 July 2026, 22:34 UTC`. */
export function longTime(iso: string): string {
  return `${longDate(iso)}, ${iso.slice(11, 16)} UTC`;
}

/** Days since 1 January 1970. */
export function dayNumber(iso: string): number {
  return Math.floor(Date.parse(iso.slice(0, 10)) / 86_400_000);
}

const STEPS: readonly [days: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [365.25, 'year'],
  [30.44, 'month'],
  [7, 'week'],
  [1, 'day'],
];

/** How long ago, in the largest unit that fits at least once: `4 months ago`, `yesterday`, `today`. */
export function relativeDate(iso: string, today: string, language = 'en'): string {
  const days = dayNumber(iso) - dayNumber(today);
  const [length, unit] = STEPS.find(([step]) => Math.abs(days) >= step) ?? [1, 'day'];
  const words = new Intl.RelativeTimeFormat(language, { numeric: unit === 'day' ? 'auto' : 'always' });
  return words.format(Math.trunc(days / length), unit);
}
