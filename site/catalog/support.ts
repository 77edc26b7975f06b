import type { Release } from '../../core/release.ts';
import { supportPhase } from '../../core/support.ts';
import type { SupportDates } from '../../core/support.ts';
import { say } from '../words/say.ts';
import type { Said } from '../words/say.ts';

/** The short word beside a release's name, if one is due. */
export function supportWord(
  release: Pick<Release, 'lts'> & SupportDates,
  today: string,
): 'LTS' | 'extended' | 'ended' | undefined {
  const phase = supportPhase(release, today);
  if (phase !== 'general') return phase;
  return release.lts ? 'LTS' : undefined;
}

/** What that word means, with the day; undefined where no end is known. */
export function supportSaid(release: SupportDates, today: string): Said | undefined {
  const { endOfLife: end, extendedSupport: extended } = release;
  if (end === undefined) return undefined;
  switch (supportPhase(release, today)) {
    case 'general':
      return say('support.until', { end });
    case 'extended':
      return say('support.extended-until', { end, extended: extended ?? '' });
    case 'ended':
      return say('support.ended-on', { end: extended ?? end });
  }
}
