import { isDeepStrictEqual } from 'node:util';
import { HEALTH_SCHEMA } from '../core/health.ts';
import type { Health, SourceError, SourceHealth } from '../core/health.ts';
import { isoTime } from '../core/names.ts';

/** How the crawl of one source went. */
export interface SourceOutcome {
  source: string;
  errors: SourceError[];
  /** Whether all of its feeds were asked, or only some that were selected. */
  whole: boolean;
  /** Which feeds were asked, as `feed release`. */
  asked: ReadonlySet<string>;
}

/**
 * The health record after a crawl. Times move only when something else changed or the day did, so that a crawl with
 * no news writes at most one heartbeat a day; a recording is no visit to the publisher and leaves no time at all.
 */
export function updateHealth(
  previous: Health,
  outcomes: readonly SourceOutcome[],
  now: Date | undefined,
  changed: boolean,
): Health {
  const sources = new Map(previous.sources.map((health) => [health.source, health]));
  for (const outcome of outcomes) {
    sources.set(outcome.source, updateSource(sources.get(outcome.source), outcome, now));
  }
  const next: Health = {
    schema: HEALTH_SCHEMA,
    sources: [...sources.values()].toSorted((a, b) => (a.source < b.source ? -1 : 1)),
  };
  const isNews =
    changed || !isDeepStrictEqual(withoutTimes(next), withoutTimes(previous)) || isNewDay(previous, now);
  return isNews ? next : previous;
}

function updateSource(
  previous: SourceHealth | undefined,
  outcome: SourceOutcome,
  now: Date | undefined,
): SourceHealth {
  const untouched = (previous?.errors ?? []).filter(
    ({ feed, release }) => !outcome.whole && !outcome.asked.has(`${feed} ${release}`),
  );
  const errors = [...untouched, ...outcome.errors];
  const isGood = errors.length === 0 && outcome.whole;
  const lastTry = now === undefined ? previous?.lastTry : isoTime(now);
  const lastGood = now !== undefined && isGood ? isoTime(now) : previous?.lastGood;
  return {
    source: outcome.source,
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(lastTry === undefined ? {} : { lastTry }),
    ...(errors.length === 0 ? {} : { errors }),
  };
}

function withoutTimes(health: Health) {
  return health.sources.map(({ source, errors }) => ({ source, errors }));
}

function isNewDay(previous: Health, now: Date | undefined): boolean {
  if (now === undefined) return false;
  const today = isoTime(now).slice(0, 10);
  return !previous.sources.some(({ lastTry }) => lastTry !== undefined && lastTry.slice(0, 10) >= today);
}
