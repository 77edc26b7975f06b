import { isDeepStrictEqual } from 'node:util';
import { HEALTH_SCHEMA } from '../core/health.ts';
import type { Health, SourceError, SourceHealth, StaleStream } from '../core/health.ts';
import { isoTime } from '../core/names.ts';
import { placedAt, placesOf } from './crawl-error.ts';

/** How the crawl of one source went. */
export interface SourceOutcome {
  source: string;
  errors: SourceError[];
  /** Streams that are overdue; undefined where nothing was judged, as from a recording. */
  stale: StaleStream[] | undefined;
  /** Whether all of its feeds were asked, or only some that were selected. */
  whole: boolean;
  /** Which feeds were asked. */
  asked: readonly { feed: string; release: string }[];
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
  const errors = [...untouchedErrors(previous?.errors ?? [], outcome), ...outcome.errors];
  const stale = staleAfter(previous?.stale ?? [], outcome);
  const isGood = errors.length === 0 && outcome.whole;
  const lastTry = now === undefined ? previous?.lastTry : isoTime(now);
  const lastGood = now !== undefined && isGood ? isoTime(now) : previous?.lastGood;
  return {
    source: outcome.source,
    ...(lastGood === undefined ? {} : { lastGood }),
    ...(lastTry === undefined ? {} : { lastTry }),
    ...(errors.length === 0 ? {} : { errors }),
    ...(stale.length === 0 ? {} : { stale }),
  };
}

/**
 * What was wrong before and was not looked at again: each place of an error stays until it was asked. What is wrong
 * with a release, or with the source as a whole, shows at whichever of its feeds is asked.
 */
function untouchedErrors(errors: readonly SourceError[], { whole, asked }: SourceOutcome): SourceError[] {
  if (whole) return [];
  return errors.flatMap((error) => {
    const left = placesOf(error).filter(
      (place) =>
        place.release !== undefined &&
        !asked.some(
          ({ feed, release }) =>
            place.release === release && (place.feed === undefined || place.feed === feed),
        ),
    );
    return left.length === 0 ? [] : [placedAt(error, left)];
  });
}

function staleAfter(previous: readonly StaleStream[], { stale, whole, asked }: SourceOutcome): StaleStream[] {
  if (stale === undefined) return [...previous];
  const isAsked = (one: StaleStream): boolean =>
    asked.some(({ feed, release }) => one.feed === feed && one.release === release);
  const untouched = whole ? [] : previous.filter((one) => !isAsked(one));
  return [...untouched, ...stale];
}

function withoutTimes(health: Health) {
  return health.sources.map(({ source, errors, stale }) => ({ source, errors, stale }));
}

function isNewDay(previous: Health, now: Date | undefined): boolean {
  if (now === undefined) return false;
  const today = isoTime(now).slice(0, 10);
  return !previous.sources.some(({ lastTry }) => lastTry !== undefined && lastTry.slice(0, 10) >= today);
}
