import { DAY_MS } from '../day.ts';
import { counted } from '../counted.ts';
import type { RegisteredKey, RegisteredSubkey } from './key-registry.ts';

/** A key that expires within so many days is told of: enough to ask its owner for another, and to wait for the answer. */
export const NOTICE_DAYS = 90;

/** How a pinned key stands today. Times are `YYYY-MM-DDTHH:MM:SSZ`; `days` are calendar days until then. */
export type KeyState =
  /** The catalog is of before there was a registry. */
  | { state: 'unknown' }
  | { state: 'missing' | 'mismatch' | 'weak' | 'unfit' }
  | { state: 'revoked'; at: string; reason: string }
  | { state: 'expired'; at: string }
  | { state: 'expiring'; at: string; days: number }
  | { state: 'good'; expires?: string };

/** A part of a key that its owner lets sign files, and until when it can. */
export interface SigningPart {
  /** The primary's own for the primary. */
  fingerprint: string;
  isPrimary: boolean;
  /** Absent where it never expires; a subkey does so with its primary at the latest. */
  end: string | undefined;
  revoked: RegisteredSubkey['revoked'];
  weak: boolean;
}

/** Whether what was signed before a key was taken back stays good: not where the reason is any other, or none. */
export function leavesGood({ reason }: { reason: string }): boolean {
  return reason === 'retired' || reason === 'replaced';
}

/** The parts of a key that its owner lets sign files: the primary, subkeys, or both; none where our copy is not read. */
export function signingParts(key: RegisteredKey): SigningPart[] {
  const parts = [key, ...(key.subkeys ?? [])].filter(({ signs }) => signs === true);
  return parts.map((part) => ({
    fingerprint: part.fingerprint,
    isPrimary: part === key,
    end: earlier(key.expires, part.expires),
    revoked: key.revoked ?? part.revoked,
    weak: part.weak === true,
  }));
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** Whether this part can sign at this time, by all that is known today. */
export function isStanding({ end, revoked, weak }: SigningPart, at: Date): boolean {
  return revoked === undefined && !weak && (end === undefined || Date.parse(end) > at.getTime());
}

/** How a key stands, by the best of its parts that may sign. */
export function keyState(key: RegisteredKey, now: Date): KeyState {
  if (key.file === 'missing' || key.file === 'mismatch') return { state: key.file };
  if (key.signs === undefined) return { state: 'unknown' };
  if (key.revoked !== undefined) return { state: 'revoked', ...key.revoked };
  const parts = signingParts(key);
  const standing = parts.filter((part) => isStanding(part, now));
  const expires = latest(standing);
  if (standing.length > 0) {
    if (expires === undefined) return { state: 'good' };
    const days = daysUntil(expires, now);
    return days > NOTICE_DAYS ? { state: 'good', expires } : { state: 'expiring', at: expires, days };
  }
  const over = parts.filter(({ revoked, weak }) => revoked === undefined && !weak);
  const at = latest(over);
  if (at !== undefined) return { state: 'expired', at };
  const [revoked] = parts.flatMap((part) => part.revoked ?? []);
  if (revoked !== undefined) return { state: 'revoked', ...revoked };
  return { state: parts.length > 0 ? 'weak' : 'unfit' };
}

/** When the last of these ends; undefined when one never does, or there is none. */
function latest(parts: readonly SigningPart[]): string | undefined {
  const ends = parts.map(({ end }) => end);
  if (ends.includes(undefined)) return undefined;
  return ends
    .flatMap((end) => end ?? [])
    .sort()
    .at(-1);
}

/** Calendar days from today to that day, in UTC; negative for a day that is over. */
export function daysUntil(time: string, now: Date): number {
  return Math.floor(Date.parse(time) / DAY_MS) - Math.floor(now.getTime() / DAY_MS);
}

/** The state in words: `good`, `expires in 41 days`, `expired 2024-01-12`, `revoked 2024-01-12 (retired)`, `not here`. */
export function stateWords(state: KeyState): string {
  switch (state.state) {
    case 'unknown':
      return 'not looked at';
    case 'missing':
      return 'not here';
    case 'mismatch':
      return 'another key in its place';
    case 'weak':
      return 'too weak';
    case 'unfit':
      return 'signs nothing';
    case 'revoked':
      return `revoked ${state.at.slice(0, 10)} (${state.reason})`;
    case 'expired':
      return `expired ${state.at.slice(0, 10)}`;
    case 'expiring':
      return `expires ${inDays(state.days)}`;
    case 'good':
      return 'good';
  }
}

/** A state in general, without its day or reason. */
export const KEY_STATE_WORDS: Readonly<Record<KeyState['state'], string>> = {
  good: 'good',
  expiring: 'expiring soon',
  expired: 'expired',
  revoked: 'revoked',
  weak: 'too weak',
  unfit: 'signing nothing',
  mismatch: 'displaced by another',
  missing: 'not here',
  unknown: 'not looked at',
};

/** All keys in one sentence: `11 keys: 9 good, 1 expired, 1 not here.` */
export function keysSentence(states: readonly KeyState[]): string {
  if (states.length === 0) return 'No key is pinned.';
  const counts = Object.entries(KEY_STATE_WORDS).flatMap(([kind, words]) => {
    const alike = states.filter(({ state }) => state === kind).length;
    return alike === 0 ? [] : [`${alike} ${words}`];
  });
  return `${counted(states.length, 'key')}: ${counts.join(', ')}.`;
}

/** `today`, `in 1 day`, `in 41 days`. */
export function inDays(days: number): string {
  return days <= 0 ? 'today' : `in ${counted(days, 'day')}`;
}
