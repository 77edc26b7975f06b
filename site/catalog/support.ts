import type { Release } from '../../core/release.ts';
import { supportPhase } from '../../core/support.ts';
import type { SupportDates } from '../../core/support.ts';
import { longDate } from '../words/date.ts';

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
export function supportTitle(release: SupportDates, today: string): string | undefined {
  const { endOfLife, extendedSupport } = release;
  if (endOfLife === undefined) return undefined;
  switch (supportPhase(release, today)) {
    case 'general':
      return `supported until ${longDate(endOfLife)}`;
    case 'extended':
      return `ended ${longDate(endOfLife)}, extended support until ${longDate(extendedSupport ?? '')}`;
    case 'ended':
      return `ended ${longDate(extendedSupport ?? endOfLife)}`;
  }
}
