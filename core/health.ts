import { z } from 'zod';
import { IsoDate, IsoTime, Name } from './names.ts';
import { RunHistory } from './run-history.ts';

export const HEALTH_SCHEMA = 'osdex/health/1';

/** One thing that is wrong with a source now. */
export const SourceError = z.strictObject({
  feed: z.string().min(1).optional(),
  release: Name.optional(),
  /** Where the same is wrong, when it is in several places. */
  feeds: z.array(z.strictObject({ feed: Name.optional(), release: Name.optional() })).optional(),
  code: z.string().min(1),
  message: z.string().min(1),
  url: z.string().optional(),
});
export type SourceError = z.infer<typeof SourceError>;

/** A stream whose next build is overdue by its own cadence: no error, but perhaps an old state that is served again. */
export const StaleStream = z.strictObject({
  feed: Name,
  release: Name,
  stream: Name,
  newest: IsoDate,
  expectedBy: IsoDate,
});
export type StaleStream = z.infer<typeof StaleStream>;

/** Times are absent where the source was only ever read from a recording: that is no visit to the publisher. */
export const SourceHealth = z.strictObject({
  source: Name,
  /** When every feed of the source was last read and found in order. */
  lastGood: IsoTime.optional(),
  lastTry: IsoTime.optional(),
  /** How the crawls of the last thirty days went, a letter for each day up to that of `lastTry`. */
  runs: RunHistory.optional(),
  errors: z.array(SourceError).optional(),
  stale: z.array(StaleStream).optional(),
});
export type SourceHealth = z.infer<typeof SourceHealth>;

export const Health = z.strictObject({
  schema: z.literal(HEALTH_SCHEMA),
  sources: z.array(SourceHealth),
});
export type Health = z.infer<typeof Health>;
