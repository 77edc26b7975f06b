import { isoDay } from '../day.ts';
import type { KeyPart, OpenPgpKey, Revocation } from '../trust/pinned-key.ts';

/**
 * What a newer copy of a key says that the older one did not, in sentences without their end: what was revoked first.
 * Empty where nothing changed that matters to a verifier, such as another person's certificate.
 */
export function describeKeyChanges(before: OpenPgpKey, after: OpenPgpKey): string[] {
  const known = new Map(before.subkeys.map((part) => [part.fingerprint, part]));
  const parts = after.subkeys.flatMap((part) => {
    const old = known.get(part.fingerprint);
    const name = `subkey ${part.keyId}`;
    if (old === undefined) return [`${name} added (${wordsOf(part)})`];
    return changesOf(name, old, part);
  });
  const users = after.userIds.filter((user) => !before.userIds.includes(user));
  return [
    ...changesOf('key', before.primary, after.primary),
    ...parts,
    ...users.map((user) => `user "${user}" added`),
  ].toSorted((a, b) => Number(b.includes(REVOKED)) - Number(a.includes(REVOKED)));
}

const REVOKED = ' revoked as ';

function changesOf(name: string, before: KeyPart, after: KeyPart): string[] {
  const changes = after.revocations
    .filter((one) => !before.revocations.some((old) => isSame(old, one)))
    .map(({ at, reason }) => `${name}${REVOKED}${reason} on ${isoDay(at)}`);
  if (before.expires?.getTime() !== after.expires?.getTime()) {
    const verb = isLater(after.expires, before.expires) ? 'renewed to' : 'moved to';
    changes.push(
      `expiry of ${name} ${verb} ${expiryWords(after.expires)}, from ${expiryWords(before.expires)}`,
    );
  }
  if (before.maySign !== after.maySign)
    changes.push(`${name} ${after.maySign ? 'may sign files now' : 'may not sign files any more'}`);
  return changes;
}

function isSame(a: Revocation, b: Revocation): boolean {
  return a.at.getTime() === b.at.getTime() && a.reason === b.reason;
}

function isLater(a: Date | undefined, b: Date | undefined): boolean {
  return b !== undefined && (a === undefined || a > b);
}

/** `rsa4096, signs, expires 2027-11-05`. */
function wordsOf({ algorithm, maySign, expires }: KeyPart): string {
  const end = expires === undefined ? 'never expires' : `expires ${isoDay(expires)}`;
  return [algorithm.name, ...(maySign ? ['signs'] : []), end].join(', ');
}

function expiryWords(expires: Date | undefined): string {
  return expires === undefined ? 'never' : isoDay(expires);
}
