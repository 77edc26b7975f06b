import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditKeys } from '../../../core/keys/key-audit.ts';
import type { SignedBuilds } from '../../../core/keys/key-audit.ts';
import { sortAlarms } from '../../../core/keys/key-alarm.ts';
import type { RegisteredKey } from '../../../core/keys/key-registry.ts';
import {
  fingerprintOf,
  makeRegisteredKey,
  makeSubkey,
  pinnedFor,
  registryWith,
} from '../../registered-key.ts';

const NOW = new Date('2026-06-10T12:00:00Z');
const at = (day: string) => `${day}T00:00:00Z`;
const SOON = { expires: at('2026-07-21') };
const ENDED = { products: [pinnedFor({ release: '1.0', endOfLife: '2026-06-09' })] };
const revoked = (reason: string) => ({ revoked: { at: at('2026-05-01'), reason } });

function audit(keys: RegisteredKey[], builds: SignedBuilds = new Map()): string[] {
  return sortAlarms(auditKeys(registryWith(...keys), builds, NOW)).map(
    ({ level, code, fingerprint = '', message }) => `${level} ${code} ${fingerprint[0]}: ${message}`,
  );
}

test('keys in good order raise nothing', () => {
  assert.deepEqual(
    audit([makeRegisteredKey('A'), makeRegisteredKey('B', { expires: at('2026-09-09') })]),
    [],
  );
});

test('a key that expires within 90 days is told, with its product, release and day', () => {
  assert.deepEqual(audit([makeRegisteredKey('A', SOON)]), [
    'alarm key-expires A: Example OS 2.0: the key "Key A" expires in 41 days, on 2026-07-21, and no other pinned key can sign then',
  ]);
});

test('it is no alarm while another key can sign for the same feed then, or the releases end before', () => {
  const then = '; another pinned key can sign then';
  assert.deepEqual(audit([makeRegisteredKey('A', SOON), makeRegisteredKey('B')]), [
    `information key-expires A: Example OS 2.0: the key "Key A" expires in 41 days, on 2026-07-21${then}`,
  ]);
  const until = (endOfLife: string) => ({ ...SOON, products: [pinnedFor({ release: '2.0', endOfLife })] });
  assert.match(
    audit([makeRegisteredKey('A', until('2026-07-01'))])[0] ?? '',
    /^information .*; what it signs ends before$/,
  );
  assert.match(audit([makeRegisteredKey('A', until('2026-07-22'))])[0] ?? '', /^alarm key-expires/);
});

test('a key for another feed or release stands in for nobody', () => {
  for (const place of [{ release: '2.0', feeds: ['iso'] }, { release: '3.0' }]) {
    const other = makeRegisteredKey('B', { products: [pinnedFor(place)] });
    assert.match(audit([makeRegisteredKey('A', SOON), other])[0] ?? '', /^alarm key-expires A/);
  }
});

test('a key that ends on the same day is no help, and neither is one that is revoked, weak or not here', () => {
  for (const facts of [SOON, revoked('retired'), { weak: true }, { file: 'missing', signs: undefined }]) {
    const alarms = audit([makeRegisteredKey('A', SOON), makeRegisteredKey('B', facts)]);
    assert.ok(
      alarms.some((alarm) => alarm.startsWith('alarm key-expires A')),
      JSON.stringify(facts),
    );
  }
});

test('a signing subkey that expires is told by its own name; a primary that takes it along, once', () => {
  const part = makeSubkey('1', SOON);
  assert.deepEqual(audit([makeRegisteredKey('A', { signs: false, subkeys: [part] })]), [
    'alarm key-expires 1: Example OS 2.0: the signing subkey 1111111111111111 of the key "Key A" expires in 41 days, on 2026-07-21, and no other pinned key can sign then',
  ]);
  const next = makeSubkey('2');
  assert.match(
    audit([makeRegisteredKey('A', { signs: false, subkeys: [part, next] })])[0] ?? '',
    /^information/,
  );
  const both = makeRegisteredKey('A', { ...SOON, subkeys: [makeSubkey('1'), makeSubkey('2')] });
  assert.deepEqual(
    audit([both]).map((alarm) => alarm.slice(0, 20)),
    ['alarm key-expires A:'],
  );
});

test('a key that has expired is told while releases need it, and nothing else signs for them', () => {
  const expired = { expires: at('2026-06-01') };
  assert.deepEqual(audit([makeRegisteredKey('A', expired)]), [
    'alarm key-expired A: Example OS 2.0: the key "Key A" expired on 2026-06-01, and no other pinned key signs in its place',
  ]);
  assert.deepEqual(audit([makeRegisteredKey('A', expired), makeRegisteredKey('B')]), []);
  const subkeys = [makeSubkey('1', expired), makeSubkey('2')];
  assert.deepEqual(
    audit([makeRegisteredKey('A', { signs: false, subkeys })]),
    [],
    'the next subkey stands in',
  );
});

test('keys of releases that have ended are quiet: expired, expiring, retired or weak', () => {
  for (const facts of [{ expires: at('2025-01-01') }, SOON, revoked('replaced'), { weak: true }])
    assert.deepEqual(audit([makeRegisteredKey('A', { ...ENDED, ...facts })]), [], JSON.stringify(facts));
});

test('a key that was compromised is always told; a retired one while nothing signs in its place', () => {
  for (const place of [{}, ENDED])
    assert.match(
      audit([makeRegisteredKey('A', { ...place, ...revoked('compromised') })])[0] ?? '',
      /^alarm key-revoked A: .* was revoked as compromised on 2026-05-01: nothing that it signed counts$/,
    );
  assert.match(audit([makeRegisteredKey('A', revoked('retired'))])[0] ?? '', /^alarm key-revoked A/);
  const replaced = [makeRegisteredKey('A', revoked('replaced')), makeRegisteredKey('B')];
  assert.match(
    audit(replaced)[0] ?? '',
    /^information key-revoked A: .*; other pinned keys sign in its place$/,
  );
});

test('a subkey that was compromised is told when builds on record were signed by it', () => {
  const subkeys = [makeSubkey('1', revoked('compromised')), makeSubkey('2')];
  const key = makeRegisteredKey('A', { signs: false, subkeys });
  assert.deepEqual(audit([key]), []);
  assert.deepEqual(audit([key], new Map([[fingerprintOf('1'), 3]])), [
    'alarm key-revoked 1: Example OS 2.0: the signing subkey 1111111111111111 of the key "Key A" was revoked as compromised on 2026-05-01; it signed 3 builds of those on record',
  ]);
});

test('a compromised key is not waited for: another is to be pinned in its place', () => {
  const keys = [makeRegisteredKey('A', revoked('compromised')), makeRegisteredKey('B')];
  const [alarm] = auditKeys(registryWith(...keys), new Map(), NOW);
  assert.equal(alarm?.level, 'alarm');
  assert.match(alarm.advice, /^do not wait for it: "osdex keys propose" prepares the pin/);
});

test('a key that is too weak, may not sign, is missing or displaced is told with what to do', () => {
  const told = (facts: object) => {
    const [alarm] = auditKeys(registryWith(makeRegisteredKey('A', facts)), new Map(), NOW);
    return [alarm?.level, alarm?.code, alarm?.advice];
  };
  const renew =
    '"osdex keys update" takes a renewal from the address that the source names; "osdex keys propose" prepares the pin of a new key';
  assert.deepEqual(told({ weak: true, algorithm: 'rsa1024' }), ['alarm', 'key-weak', renew]);
  assert.deepEqual(told({ signs: false }), ['alarm', 'key-unfit', renew]);
  const missing = { file: 'missing', signs: undefined };
  assert.deepEqual(told(missing), [
    'alarm',
    'key-missing',
    `get the key ${fingerprintOf('A')} from its publisher and put it into the folder of the keys`,
  ]);
  assert.deepEqual(told({ ...missing, url: 'https://example.org/key.asc' }), [
    'alarm',
    'key-missing',
    '"osdex keys update --missing" fetches it by its fingerprint',
  ]);
  assert.deepEqual(told({ file: 'mismatch', signs: undefined }), [
    'alarm',
    'key-mismatch',
    'find out who put it there, and bring the pinned key back',
  ]);
});

test('where only pins are known, nothing can be said', () => {
  assert.deepEqual(audit([makeRegisteredKey('A', { file: undefined, signs: undefined })]), []);
});
