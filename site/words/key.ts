import type { RegisteredKey, RegisteredSubkey } from '../../core/keys/key-registry.ts';
import { daysUntil, inDays, isStanding, signingParts, stateWords } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import { longDate } from './date.ts';
import { plural } from './size.ts';

/** How much a reader should care: each has a colour, a sign and its words. */
export type KeyTone = 'well' | 'soon' | 'bad' | 'over' | 'unknown';

const TONES: Readonly<Record<KeyState['state'], KeyTone>> = {
  good: 'well',
  expiring: 'soon',
  expired: 'bad',
  revoked: 'bad',
  weak: 'bad',
  unfit: 'bad',
  mismatch: 'bad',
  missing: 'bad',
  unknown: 'unknown',
};

/** `isNeeded`: whether there is a release left for it to sign; that an old key has expired is as it should be. */
export function keyTone({ state }: KeyState, isNeeded = true): KeyTone {
  return state === 'expired' && !isNeeded ? 'over' : TONES[state];
}

/** `good`, `expires in 41 days`, `expired on 12 January 2024`. */
export function keyStateWords(state: KeyState): string {
  if (state.state === 'expired') return `expired on ${longDate(state.at)}`;
  if (state.state === 'revoked') return `revoked on ${longDate(state.at)} (${state.reason})`;
  return stateWords(state);
}

/** `never expires`, `expires on 31 May 2029, in 921 days`, `expired on 12 January 2024`. */
export function endWords(expires: string | undefined, now: Date): string {
  if (expires === undefined) return 'never expires';
  const day = longDate(expires);
  if (Date.parse(expires) <= now.getTime()) return `expired on ${day}`;
  return `expires on ${day}, ${inDays(daysUntil(expires, now))}`;
}

/** What a subkey is for, and until when. */
export function subkeyWords(subkey: RegisteredSubkey, now: Date): string {
  const { algorithm, created, expires, revoked, signs } = subkey;
  const end = revoked ? `revoked on ${longDate(revoked.at)} (${revoked.reason})` : endWords(expires, now);
  return `${signs ? 'signs' : 'does not sign'}, ${algorithm}, made on ${longDate(created)}, ${end}`;
}

/** `9 subkeys, 1 of which signs today; the key itself signs no files`, `1 subkey, not for signing`. */
export function subkeysSentence(key: RegisteredKey, now: Date): string {
  const count = plural(key.subkeys?.length ?? 0, 'subkey');
  const signing = signingParts(key).filter((part) => !part.isPrimary);
  if (signing.length === 0) return `${count}, not for signing`;
  const today = signing.filter((part) => isStanding(part, now)).length;
  const which = `${today === 0 ? 'none' : today} of which ${today === 1 ? 'signs' : 'sign'} today`;
  return `${count}, ${which}${key.signs === true ? '' : '; the key itself signs no files'}`;
}

const ACCEPTED: Readonly<Record<string, string>> = {
  always: 'yes',
  'by-exception': 'only where a source says until when',
  never: 'no',
};

/** Whether the policy accepts an algorithm. */
export function acceptedWords(accepted: string): string {
  return ACCEPTED[accepted] ?? accepted;
}

/** What a verdict means to whoever reads the policy's table. */
export function verdictWords(verdict: string): string {
  return verdict === 'good' ? 'it counts' : 'it is refused';
}
