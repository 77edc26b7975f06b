import { ownerName } from './owner-name.ts';
import { counted } from '../counted.ts';
import type { KeyAlarm, KeyAlarmCode } from './key-alarm.ts';
import type { KeyRegistry, RegisteredKey } from './key-registry.ts';
import {
  daysUntil,
  inDays,
  isStanding,
  keyState,
  leavesGood,
  NOTICE_DAYS,
  signingParts,
} from './key-state.ts';
import type { SigningPart } from './key-state.ts';
import { keyUses } from './key-use.ts';
import type { KeyUse } from './key-use.ts';

/** What a revoked key has signed that is on record, by the fingerprints of primaries and subkeys. */
export type SignedBuilds = ReadonlyMap<string, number>;

const NOTHING = 'nothing needs to be done';
const REPLACE =
  'do not wait for it: "osdex keys propose" prepares the pin of the key that its publisher signs with now; then take this one out of its source';
const RENEW =
  '"osdex keys update" takes a renewal from the address that the source names; "osdex keys propose" prepares the pin of a new key';

/**
 * Looks over the pinned keys: those that are missing, revoked, too weak, expired, or soon will be. What only matters
 * to releases that have ended is passed over, since nothing new is signed for them.
 *
 * @param builds how many recorded builds each key or subkey has signed.
 * @returns alarms in no order; see sortAlarms.
 */
export function auditKeys(registry: KeyRegistry, builds: SignedBuilds, now: Date): KeyAlarm[] {
  const uses = keyUses(registry, now);
  return registry.keys.flatMap((key) => {
    const own = uses.filter(({ keys }) => keys.includes(key));
    return [
      ...auditStanding(key, own, now),
      ...auditExpiry(key, own, now),
      ...auditSubkeys(key, own, builds),
    ];
  });
}

/** A key that cannot sign now. */
function auditStanding(key: RegisteredKey, uses: readonly KeyUse[], now: Date): KeyAlarm[] {
  const state = keyState(key, now);
  const alarm = alarmOf(key, uses);
  switch (state.state) {
    case 'missing':
      return [
        alarm(
          'key-missing',
          'alarm',
          'is not here, so nothing that it signs can be proven',
          key.url === undefined
            ? `get the key ${key.fingerprint} from its publisher and put it into the folder of the keys`
            : '"osdex keys update --missing" fetches it by its fingerprint',
        ),
      ];
    case 'mismatch':
      return [
        alarm(
          'key-mismatch',
          'alarm',
          'is not in the file of its name, which holds another key',
          'find out who put it there, and bring the pinned key back',
        ),
      ];
    case 'revoked': {
      const what = `was revoked as ${state.reason} on ${state.at.slice(0, 10)}`;
      if (!leavesGood(state))
        return [alarm('key-revoked', 'alarm', `${what}: nothing that it signed counts`, REPLACE)];
      if (uses.length === 0) return [];
      return isCovered(key, uses, now)
        ? [alarm('key-revoked', 'information', `${what}; other pinned keys sign in its place`, NOTHING)]
        : [alarm('key-revoked', 'alarm', `${what}, and no other pinned key signs in its place`, RENEW)];
    }
    case 'expired':
    case 'weak':
    case 'unfit': {
      if (uses.length === 0 || isCovered(key, uses, now)) return [];
      const [code, what] = FAILINGS[state.state](key, now);
      return [alarm(code, 'alarm', `${what}, and no other pinned key signs in its place`, RENEW)];
    }
    case 'unknown':
    case 'expiring':
    case 'good':
      return [];
  }
}

const FAILINGS: Readonly<
  Record<'expired' | 'weak' | 'unfit', (key: RegisteredKey, now: Date) => [KeyAlarmCode, string]>
> = {
  expired: (key, now) => {
    const state = keyState(key, now);
    return ['key-expired', `expired on ${'at' in state ? state.at.slice(0, 10) : ''}`];
  },
  weak: ({ algorithm }) => ['key-weak', `is too weak to be believed today (${algorithm})`],
  unfit: () => ['key-unfit', "may not sign files, by its owner's own word"],
};

/** A key, or a signing subkey, that will expire before the releases end that it signs for. */
function auditExpiry(key: RegisteredKey, uses: readonly KeyUse[], now: Date): KeyAlarm[] {
  const ending = signingParts(key).filter(
    (part) => isStanding(part, now) && part.end !== undefined && daysUntil(part.end, now) <= NOTICE_DAYS,
  );
  // Where the primary takes its subkeys with it, one alarm is enough.
  const shown = ending.filter(({ end, isPrimary }) => isPrimary || end !== key.expires);
  return (shown.length > 0 ? shown : ending.slice(0, 1)).flatMap((part) => {
    if (uses.length === 0) return [];
    const { end = '' } = part;
    const after = uses.filter(({ endOfLife }) => endOfLife === undefined || endOfLife > end.slice(0, 10));
    const isCovered = after.every((use) => standingIn(use, new Date(end)).length > 0);
    const then =
      after.length === 0
        ? '; what it signs ends before'
        : isCovered
          ? '; another pinned key can sign then'
          : ', and no other pinned key can sign then';
    const alarm = alarmOf(key, isCovered ? uses : after, part.end === key.expires ? undefined : part);
    const what = `expires ${inDays(daysUntil(end, now))}, on ${end.slice(0, 10)}${then}`;
    return [alarm('key-expires', isCovered ? 'information' : 'alarm', what, isCovered ? NOTHING : RENEW)];
  });
}

/** A subkey that was taken back for a bad reason proves nothing any more, also of what is on record. */
function auditSubkeys(key: RegisteredKey, uses: readonly KeyUse[], builds: SignedBuilds): KeyAlarm[] {
  if (key.revoked !== undefined) return [];
  return signingParts(key).flatMap((part) => {
    const signed = builds.get(part.fingerprint) ?? 0;
    if (part.isPrimary || part.revoked === undefined || leavesGood(part.revoked) || signed === 0) return [];
    const what = `was revoked as ${part.revoked.reason} on ${part.revoked.at.slice(0, 10)}; it signed ${counted(signed, 'build')} of those on record`;
    const advice = 'do not trust these builds before their publisher has signed them anew';
    return [alarmOf(key, uses, part)('key-revoked', 'alarm', what, advice)];
  });
}

/** Whether every release that takes this key has another part of a pinned key that can sign for it. */
function isCovered(key: RegisteredKey, uses: readonly KeyUse[], now: Date): boolean {
  return uses.every((use) => standingIn(use, now).some((other) => other !== key));
}

function standingIn({ keys }: KeyUse, at: Date): RegisteredKey[] {
  return keys.filter((key) => signingParts(key).some((part) => isStanding(part, at)));
}

/** Makes alarms about a key, or one of its parts, that begin with whose it is. */
function alarmOf(key: RegisteredKey, uses: readonly KeyUse[], part?: SigningPart) {
  const { fingerprint } = part ?? key;
  const what = part === undefined ? 'key' : `signing subkey ${fingerprint.slice(-16)} of the key`;
  return (code: KeyAlarmCode, level: KeyAlarm['level'], is: string, advice: string): KeyAlarm => ({
    code,
    level,
    message: `${ownersOf(key, uses)}: the ${what} "${ownerName(key.owner)}" ${is}`,
    advice,
    fingerprint,
    ...(key.products.length === 1 && key.products[0] ? { product: key.products[0].product } : {}),
  });
}

/** `Fedora Linux 43`, `Ubuntu 24.04, 26.04`; where no release is left that needs it, `Fedora Linux`. */
function ownersOf(key: RegisteredKey, uses: readonly KeyUse[]): string {
  const words = key.products.map(({ product, name }) => {
    const releases = new Set(uses.filter((use) => use.product === product).map(({ release }) => release));
    return [name, [...releases].join(', ')].filter((word) => word !== '').join(' ');
  });
  return words.join('; ');
}
