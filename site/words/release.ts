import type { Release } from '../../core/release.ts';
import { say } from './say.ts';
import type { Said } from './say.ts';

/** When a release came, and until when its publisher looks after it. */
export function releaseSentence(release: Release, today: string): Said {
  const { released, endOfLife, extendedSupport, lts } = release;
  return say('release.life', {
    isLts: lts === true,
    ...(released === undefined ? {} : { released }),
    ...(endOfLife === undefined ? {} : { endOfLife, hasEnded: endOfLife < today }),
    ...(extendedSupport === undefined ? {} : { extendedSupport, hasExtendedEnded: extendedSupport < today }),
  });
}
