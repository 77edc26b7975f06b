import type { Window } from '../../core/mirror-plan-file.ts';

const DAY_MINUTES = 24 * 60;

/** Whether a time is within the hours of a plan, in local time. */
export function isOpen(window: Window | undefined, time: Date): boolean {
  if (window === undefined) return true;
  const { fromMinute, toMinute } = window;
  const minute = minuteOf(time);
  return fromMinute <= toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/** Milliseconds until the hours of a plan begin; 0 within them. */
export function msUntilOpen(window: Window | undefined, time: Date): number {
  if (window === undefined || isOpen(window, time)) return 0;
  const minutes = (window.fromMinute - minuteOf(time) + DAY_MINUTES) % DAY_MINUTES;
  return minutes * 60_000 - time.getSeconds() * 1000 - time.getMilliseconds();
}

/** Milliseconds until the hours of a plan end; undefined where they never do. */
export function msUntilClosed(window: Window | undefined, time: Date): number | undefined {
  if (window === undefined) return undefined;
  if (!isOpen(window, time)) return 0;
  const minutes = (window.toMinute - minuteOf(time) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return minutes * 60_000 - time.getSeconds() * 1000 - time.getMilliseconds();
}

function minuteOf(time: Date): number {
  return time.getHours() * 60 + time.getMinutes();
}
