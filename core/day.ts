export const DAY_MS = 24 * 60 * 60 * 1000;

/** The day of a time in UTC, `YYYY-MM-DD`. */
export function isoDay(time: Date): string {
  return time.toISOString().slice(0, 10);
}
