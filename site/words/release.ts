import type { Release } from '../../core/release.ts';
import { longDate } from './date.ts';

/** When a release came, and until when its publisher looks after it. */
export function releaseSentence(release: Release, today: string): string {
  const { released, endOfLife, extendedSupport, lts } = release;
  const came = released === undefined ? undefined : `Released on ${longDate(released)}`;
  const kind = lts ? 'long-term support' : 'support';
  const end =
    endOfLife === undefined
      ? `no end of ${kind} is known`
      : endOfLife < today
        ? `its ${kind} ended on ${longDate(endOfLife)}`
        : `${kind} until ${longDate(endOfLife)}`;
  const extended =
    extendedSupport === undefined
      ? undefined
      : `extended support ${extendedSupport < today ? 'ended on' : 'until'} ${longDate(extendedSupport)}`;
  const life = extended === undefined ? end : `${end}, ${extended}`;
  const sentence = came === undefined ? life : `${came}; ${life}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
