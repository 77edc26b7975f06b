import type { Release } from '../../core/release.ts';
import { longDate } from './date.ts';

/** When a release came, and until when its publisher looks after it. */
export function releaseSentence({ released, endOfLife, lts }: Release, today: string): string {
  const came = released === undefined ? undefined : `Released on ${longDate(released)}`;
  const kind = lts ? 'long-term support' : 'support';
  const end =
    endOfLife === undefined
      ? `no end of ${kind} is known`
      : endOfLife < today
        ? `its ${kind} ended on ${longDate(endOfLife)}`
        : `${kind} until ${longDate(endOfLife)}`;
  const sentence = came === undefined ? end : `${came}; ${end}`;
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}
