import { z } from 'zod';
import { DAY_MS, isoDay } from './day.ts';

/** So many days are remembered: as many ticks as a row has room for, and one short line for each source. */
export const RUN_DAYS = 30;

/**
 * How the crawls of a day went: `o` all feeds were asked and in order, `x` something was wrong at least once, `-` only
 * some feeds were asked and those were in order, `.` nothing was asked.
 */
export const RUN_MARKS = ['x', 'o', '-', '.'] as const;
export type RunMark = (typeof RUN_MARKS)[number];

/** A mark for each of the last days, the last one that of the last try; the first one is no dot. */
export const RunHistory = z.string().regex(/^[xo-][xo.-]{0,29}$/, {
  error: 'expected at most 30 marks of x, o, - and dot, one a day, the first of a day with a crawl',
});
export type RunHistory = z.infer<typeof RunHistory>;

/** What tells of the past of a source: its marks and the time that they reach up to. */
interface Past {
  lastTry?: string | undefined;
  runs?: RunHistory | undefined;
}

/** The marks of days on which there was a crawl, by day. */
export function runMarks({ lastTry, runs = '' }: Past): Map<string, RunMark> {
  const marks = new Map<string, RunMark>();
  if (lastTry === undefined) return marks;
  const days = daysUntil(lastTry.slice(0, 10), runs.length);
  days.forEach((day, at) => {
    const mark = RUN_MARKS.find((one) => one === runs[at]);
    if (mark !== undefined && mark !== '.') marks.set(day, mark);
  });
  return marks;
}

/** The marks of the last days up to this one, oldest first: always so many. */
export function lastRuns(past: Past, until: string, count = RUN_DAYS): { day: string; mark: RunMark }[] {
  const marks = runMarks(past);
  return daysUntil(until, count).map((day) => ({ day, mark: marks.get(day) ?? '.' }));
}

/**
 * The history after another crawl. Of several crawls on one day the worst stays, so that a day of trouble is not
 * forgotten by the evening, and whatever comes after it changes the record at most three times.
 *
 * @param lastTry time of that crawl, to which the history then reaches.
 */
export function addRun(past: Past, lastTry: string, mark: RunMark): RunHistory | undefined {
  return joinRuns(past, { lastTry, runs: mark });
}

/** Two histories of one source as one: of each day the worse, up to the later try. */
export function joinRuns(one: Past, other: Past): RunHistory | undefined {
  const last = [one.lastTry ?? '', other.lastTry ?? ''].sort().at(-1)?.slice(0, 10) ?? '';
  if (last === '') return undefined;
  const [a, b] = [runMarks(one), runMarks(other)];
  const text = daysUntil(last, RUN_DAYS)
    .map((day) => worse(a.get(day) ?? '.', b.get(day) ?? '.'))
    .join('')
    .replace(/^\.+/, '');
  return text === '' ? undefined : text;
}

function worse(a: RunMark, b: RunMark): RunMark {
  return RUN_MARKS.indexOf(a) < RUN_MARKS.indexOf(b) ? a : b;
}

/** So many days up to this one, oldest first. */
function daysUntil(day: string, count: number): string[] {
  const last = Date.parse(day);
  return Array.from({ length: count }, (_, at) => isoDay(new Date(last - (count - 1 - at) * DAY_MS)));
}
