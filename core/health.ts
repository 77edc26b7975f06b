import { z } from 'zod';
import { IsoTime, Name } from './names.ts';

export const HEALTH_SCHEMA = 'osdex/health/1';

/** One thing that is wrong with a source now. */
export const SourceError = z.strictObject({
  feed: z.string().min(1).optional(),
  release: Name.optional(),
  code: z.string().min(1),
  message: z.string().min(1),
  url: z.string().optional(),
});
export type SourceError = z.infer<typeof SourceError>;

/** Times are absent where the source was only ever read from a recording: that is no visit to the publisher. */
export const SourceHealth = z.strictObject({
  source: Name,
  /** When every feed of the source was last read and found in order. */
  lastGood: IsoTime.optional(),
  lastTry: IsoTime.optional(),
  errors: z.array(SourceError).optional(),
});
export type SourceHealth = z.infer<typeof SourceHealth>;

export const Health = z.strictObject({
  schema: z.literal(HEALTH_SCHEMA),
  sources: z.array(SourceHealth),
});
export type Health = z.infer<typeof Health>;
