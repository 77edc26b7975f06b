import type { Release } from '../../core/release.ts';
import { dayNumber } from '../words/date.ts';
import { supportPhase } from '../../core/support.ts';
import type { SupportPhase } from '../../core/support.ts';

/** One release as a bar; places and widths are per cent of the picture. */
export interface LifecycleBar {
  release: Release;
  from: number;
  /** The time of general support. */
  width: number;
  /** The time of extended support, which begins where that ends; 0 without one. */
  extended: number;
  /** The time from today on of which nobody says how long it is; 0 where the end is known. */
  open: number;
  phase: SupportPhase;
  /** The days on which its phases begin and end, at most three; the last is empty where nobody knows it. */
  days: string[];
}

export interface Lifecycle {
  bars: LifecycleBar[];
  today: number;
  /** The first days of some years; a mark near the right edge would stand out of the picture. */
  years: { at: number; year: number }[];
}

/** A release without a known end is drawn up to a year after today: it is looked after, nobody says until when. */
const OPEN_END_DAYS = 365;
const MOST_YEAR_MARKS = 8;

/** So many releases before and after one are drawn beside it, which keeps its page small however many there are. */
const BESIDE = 2;

/** The release at this place and the nearest ones. */
export function nearby(releases: readonly Release[], place: number): Release[] {
  return releases.slice(Math.max(0, place - BESIDE), place + BESIDE + 1);
}

/** The lives of the releases whose first day is known, side by side; undefined when there is none. */
export function lifecycle(releases: readonly Release[], today: string): Lifecycle | undefined {
  const now = dayNumber(today);
  const spans = releases.flatMap((release) => {
    if (release.released === undefined) return [];
    const general = release.endOfLife === undefined ? now + OPEN_END_DAYS : dayNumber(release.endOfLife);
    const end = release.extendedSupport === undefined ? general : dayNumber(release.extendedSupport);
    const isOpen = release.endOfLife === undefined;
    return [{ release, start: dayNumber(release.released), general: isOpen ? now : general, end }];
  });
  if (spans.length === 0) return undefined;
  const first = Math.min(now, ...spans.map(({ start }) => start));
  const last = Math.max(now, ...spans.map(({ end }) => end));
  const place = (day: number): number => round((100 * (day - first)) / Math.max(1, last - first));
  return {
    bars: spans.map(({ release, start, general, end }) => {
      const rest = round(place(end) - place(general));
      const isOpen = release.endOfLife === undefined;
      return {
        release,
        from: place(start),
        width: Math.max(0.5, round(place(general) - place(start))),
        extended: isOpen ? 0 : rest,
        open: isOpen ? rest : 0,
        phase: supportPhase(release, today),
        days: daysOf(release),
      };
    }),
    today: place(now),
    years: yearMarks(first, last)
      .map((year) => ({ year, at: place(dayNumber(`${year}-01-01`)) }))
      .filter(({ at }) => at < 90),
  };
}

/** The last of three is the end of extended support. */
function daysOf({ released = '', endOfLife, extendedSupport }: Release): string[] {
  return [released, ...(endOfLife === undefined ? [''] : [endOfLife, extendedSupport ?? []].flat())];
}

/** Years whose first day lies within, at most a few, evenly spaced. */
function yearMarks(first: number, last: number): number[] {
  const yearOf = (day: number): number => new Date(day * 86_400_000).getUTCFullYear();
  const years = Array.from({ length: yearOf(last) - yearOf(first) }, (_, index) => yearOf(first) + 1 + index);
  const step = Math.ceil(years.length / MOST_YEAR_MARKS);
  return years.filter((_, index) => index % step === 0);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
