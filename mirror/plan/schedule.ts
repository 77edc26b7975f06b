import { Cron } from 'croner';
// oxlint-disable-next-line import/default -- it is CommonJS, of which Node makes a default
import rrule from 'rrule';
import { OsdexError, reasonOf } from '../../core/error.ts';

/**
 * When a schedule comes next.
 *
 * @param schedule in five fields as cron has them (`0 3 * * *`), in local time, or as an iCalendar rule
 *   (`FREQ=WEEKLY;BYDAY=SU;BYHOUR=3`), whose hours are UTC.
 * @returns undefined where it never comes again.
 * @throws OsdexError `usage`.
 */
export function nextRun(schedule: string, after: Date): Date | undefined {
  try {
    if (!/^(?:RRULE:)?FREQ=|^DTSTART/i.test(schedule)) return new Cron(schedule).nextRun(after) ?? undefined;
    // Whole minutes: what a rule does not say it takes of its start.
    const dtstart = new Date(Date.UTC(after.getUTCFullYear(), 0, 1));
    return rrule.rrulestr(schedule, { dtstart }).after(after) ?? undefined;
  } catch (cause) {
    throw new OsdexError(
      'usage',
      `expected a schedule as cron ("0 3 * * *") or as a rule ("FREQ=WEEKLY;BYDAY=SU;BYHOUR=3"), found "${schedule}": ${reasonOf(cause)}`,
      { cause },
    );
  }
}
