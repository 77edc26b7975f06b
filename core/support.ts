import type { Release } from './release.ts';

/**
 * How far a publisher still looks after a release: `general`, with updates that everyone gets; `extended`, with those
 * that only some get, because they pay or because volunteers make them; `ended`, with none.
 */
export type SupportPhase = 'general' | 'extended' | 'ended';

/** The dates that decide it, as the source states them. */
export type SupportDates = Pick<Release, 'endOfLife' | 'extendedSupport'>;

/**
 * The phase that a release is in on a day; each phase includes its last day, and a release without a known end is in
 * general support.
 *
 * @param today `YYYY-MM-DD`
 */
export function supportPhase({ endOfLife, extendedSupport }: SupportDates, today: string): SupportPhase {
  if (endOfLife === undefined || endOfLife >= today) return 'general';
  return extendedSupport !== undefined && extendedSupport >= today ? 'extended' : 'ended';
}

/**
 * Whether everyone still gets updates of a release: what `supported=true` asks for. Extended support does not count,
 * since most who take such an image would go without.
 *
 * @param today `YYYY-MM-DD`
 */
export function isSupported(dates: SupportDates, today: string): boolean {
  return supportPhase(dates, today) === 'general';
}
