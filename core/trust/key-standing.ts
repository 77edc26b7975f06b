import { isoTime } from '../names.ts';
import type { KeyPart, OpenPgpKey, Revocation } from './pinned-key.ts';
import { CLOCK_SKEW_MS } from './signature-policy.ts';
import type { Breach } from './signature-policy.ts';

/** The part of a pinned key that a signature names, its primary or a subkey. */
export interface Signer {
  key: OpenPgpKey;
  part: KeyPart;
}

/**
 * Whether the key was its publisher's, allowed to sign, unrevoked and unexpired, when it signed.
 * The primary needs no certificate: it is pinned by its fingerprint.
 *
 * @returns the line of the policy that is broken and a sentence without its end; undefined when all is well.
 */
export function judgeStanding({ key, part }: Signer, signedAt: Date, now: Date): Breach | undefined {
  const isSubkey = part !== key.primary;
  const when = isoTime(signedAt);
  if (signedAt.getTime() > now.getTime() + CLOCK_SKEW_MS) {
    const message = `expected a signature made before now (${isoTime(now)}), found one of ${when}`;
    return { rule: 'signature-future', message };
  }
  const revocation = decisive(key.primary.revocations, signedAt) ?? decisive(part.revocations, signedAt);
  if (revocation !== undefined) {
    const what = decisive(key.primary.revocations, signedAt)
      ? `that ${key.fingerprint} is revoked`
      : `a revoked subkey of ${key.fingerprint}`;
    const how = `${revocation.reason} on ${isoTime(revocation.at)}`;
    return {
      rule: revocation.isHard ? 'key-compromised' : 'key-superseded',
      message: `expected ${isSubkey ? 'a subkey' : 'a key'} in good standing, found ${what} (${how})`,
    };
  }
  if (!part.maySign) {
    const expected = isSubkey ? `a signing subkey bound to ${key.fingerprint}` : 'a key that signs files';
    return { rule: 'key-usage', message: `expected ${expected}, found one that is not` };
  }
  if (signedAt < part.created) {
    const message = `expected a signature made after its key (${isoTime(part.created)}), found ${when}`;
    return { rule: 'key-newer', message };
  }
  const expires = expiryOf({ key, part });
  if (expires === undefined || signedAt < expires) return undefined;
  const message = `expected a signature made before its key expired (${isoTime(expires)}), found ${when}`;
  return { rule: 'key-expired', message };
}

/** When a signer expires, if ever; a subkey does so with its primary at the latest. */
export function expiryOf({ key, part }: Signer): Date | undefined {
  const [a, b] = [key.primary.expires, part.expires];
  if (a === undefined || b === undefined) return a ?? b;
  return a < b ? a : b;
}

/** The revocation that takes away what was signed at this time. */
function decisive(revocations: readonly Revocation[], signedAt: Date): Revocation | undefined {
  return revocations.find(({ isHard }) => isHard) ?? revocations.find(({ at }) => at <= signedAt);
}
