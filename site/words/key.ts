import type { RegisteredKey, RegisteredSubkey } from '../../core/keys/key-registry.ts';
import { daysUntil, isStanding, leavesGood, signingParts } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import type { HASHES } from '../../core/trust/signature-policy.ts';
import { say } from './say.ts';
import type { Said } from './say.ts';

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
export function keyStateWords(state: KeyState): Said {
  return say('key.state', state.state === 'good' ? { state: 'good' } : state);
}

/** What comes of a key's standing: what it signs counts, or why not. */
export function keyMeaning(state: KeyState): Said {
  switch (state.state) {
    case 'good':
      return state.expires === undefined
        ? say('key.means-lasting')
        : say('key.means-until', { day: state.expires });
    case 'expiring':
      return say('key.means-until', { day: state.at });
    case 'expired':
      return say('key.means-over');
    case 'revoked':
      return say(leavesGood(state) ? 'key.means-over' : 'key.means-taken-back');
    case 'missing':
    case 'mismatch':
    case 'weak':
    case 'unfit':
    case 'unknown':
      return say(`key.means-${state.state}`);
  }
}

/** All keys in one sentence: `11 keys: 9 good, 1 expired, 1 not here.` */
export function keysSentence(states: readonly KeyState[]): Said {
  if (states.length === 0) return say('key.none');
  const counted = [...Map.groupBy(states, ({ state }) => state)].map(([state, alike]) => [
    state,
    alike.length,
  ]);
  const counts = Object.fromEntries(counted) as Partial<Record<KeyState['state'], number>>;
  return say('key.counts', { keys: states.length, ...counts });
}

/** What a key is, and until when: `rsa4096, made on 31 May 2020, expires on 31 May 2029, in 921 days`. */
export function keyMadeSentence({ algorithm = '', kind, created, expires }: RegisteredKey, now: Date): Said {
  return say('key.made', {
    algorithm,
    ...(kind === 'signify' ? { isSignify: true } : {}),
    ...(created === undefined ? {} : { created }),
    ...endOf(expires, now),
  });
}

/** What a subkey is for, and until when. */
export function subkeyWords(subkey: RegisteredSubkey, now: Date): Said {
  const { algorithm, created, expires, revoked, signs } = subkey;
  const end = revoked === undefined ? endOf(expires, now) : { revoked };
  return say('key.subkey', { signs, algorithm, created, ...end });
}

/** Days are left to count only until a day to come. */
function endOf(expires: string | undefined, now: Date): { expires?: string; days?: number } {
  if (expires === undefined) return {};
  return Date.parse(expires) <= now.getTime() ? { expires } : { expires, days: daysUntil(expires, now) };
}

/** `9 subkeys, 1 of which signs today; the key itself signs no files`, `1 subkey, not for signing`. */
export function subkeysSentence(key: RegisteredKey, now: Date): Said {
  const count = key.subkeys?.length ?? 0;
  const signing = signingParts(key).filter((part) => !part.isPrimary);
  if (signing.length === 0) return say('key.subkeys-none-sign', { count });
  const today = signing.filter((part) => isStanding(part, now)).length;
  return say('key.subkeys-sign', { count, today, alone: key.signs !== true });
}

const ACCEPTED: Readonly<Record<(typeof HASHES)[number]['accepted'], Said>> = {
  always: say('policy.always'),
  'by-exception': say('policy.by-exception'),
  never: say('policy.never'),
};

/** Whether the policy accepts an algorithm. */
export function acceptedWords(accepted: keyof typeof ACCEPTED): Said {
  return ACCEPTED[accepted];
}

/** What a verdict means to whoever reads the policy's table. */
export function verdictWords(verdict: string): Said {
  return say(verdict === 'good' ? 'policy.counts' : 'policy.refused');
}
