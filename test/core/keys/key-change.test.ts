import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeKeyChanges } from '../../../core/keys/key-change.ts';
import type { KeyPart, OpenPgpKey } from '../../../core/trust/pinned-key.ts';
import { fingerprintOf } from '../../registered-key.ts';
import { keyringOf, makeTestKey } from '../../test-key.ts';

const { privateKey, fingerprint } = await makeTestKey({ subkeys: [{ sign: true }] });
const key = (await keyringOf(privateKey)).get(fingerprint);
assert.ok(key?.kind === 'openpgp');
const before: OpenPgpKey = key;
const day = (text: string) => new Date(`${text}T00:00:00Z`);

function changes(
  primary: Partial<KeyPart>,
  subkeys: Partial<KeyPart>[] = [{}],
  userIds = before.userIds,
): string[] {
  const [part] = before.subkeys;
  assert.ok(part);
  return describeKeyChanges(before, {
    ...before,
    userIds,
    primary: { ...before.primary, ...primary },
    subkeys: subkeys.map((one) => ({ ...part, ...one })),
  });
}

test('two copies that say the same have no changes', () => {
  assert.deepEqual(changes({}), []);
});

test('what changed is told in words, a revocation first', () => {
  const keyId = before.subkeys[0]?.keyId;
  const retired = { at: day('2025-02-03'), isHard: false, reason: 'retired' };
  assert.deepEqual(changes({ expires: day('2028-01-01') }), [
    'expiry of key moved to 2028-01-01, from never',
  ]);
  assert.deepEqual(changes({}, [{ expires: day('2028-01-01') }]), [
    `expiry of subkey ${keyId} moved to 2028-01-01, from never`,
  ]);
  const added = { fingerprint: fingerprintOf('F'), keyId: 'F'.repeat(16), expires: day('2027-11-05') };
  assert.deepEqual(changes({ revocations: [retired] }, [{}, added], ['Test', 'Another']), [
    'key revoked as retired on 2025-02-03',
    `subkey ${'F'.repeat(16)} added (ed25519, signs, expires 2027-11-05)`,
    'user "Another" added',
  ]);
  assert.deepEqual(changes({ maySign: false }), ['key may not sign files any more']);
});

test('an expiry that moves on is renewed', () => {
  const earlier: OpenPgpKey = { ...before, primary: { ...before.primary, expires: day('2026-01-01') } };
  const later: OpenPgpKey = { ...before, primary: { ...before.primary, expires: day('2028-01-01') } };
  assert.deepEqual(describeKeyChanges(earlier, later), [
    'expiry of key renewed to 2028-01-01, from 2026-01-01',
  ]);
  assert.deepEqual(describeKeyChanges(earlier, before), ['expiry of key renewed to never, from 2026-01-01']);
});
