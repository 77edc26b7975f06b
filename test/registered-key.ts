import { parseFingerprint } from '../core/trust/fingerprint.ts';
import type { Fingerprint } from '../core/trust/fingerprint.ts';
import { KEYS_SCHEMA, RegisteredKey } from '../core/keys/key-registry.ts';
import type { KeyRegistry } from '../core/keys/key-registry.ts';

/** A fingerprint made of one digit. */
export function fingerprintOf(digit: string): Fingerprint {
  const fingerprint = parseFingerprint(digit.repeat(40));
  if (fingerprint === undefined) throw new Error(`${digit} is no digit`);
  return fingerprint;
}

/** A key as the registry has it: of this digit, here, good, and pinned for a release of Example OS without an end. */
export function makeRegisteredKey(digit: string, more: object = {}): RegisteredKey {
  return RegisteredKey.parse({
    fingerprint: fingerprintOf(digit),
    kind: 'openpgp',
    owner: `Key ${digit} <${digit}@example.org>`,
    provenance: 'made up',
    file: 'present',
    algorithm: 'rsa4096',
    created: '2020-01-01T00:00:00Z',
    signs: true,
    products: [pinnedFor({ release: '2.0' })],
    ...more,
  });
}

/** That Example OS pins a key for these releases. */
export function pinnedFor(...releases: readonly { release: string; endOfLife?: string; feeds?: string[] }[]) {
  return {
    product: 'example',
    name: 'Example OS',
    releases: releases.map((release) => ({ feeds: ['cloud'], ...release })),
  };
}

/** Facts of a signing subkey of this digit. */
export function makeSubkey(digit: string, more: object = {}) {
  return {
    fingerprint: fingerprintOf(digit),
    algorithm: 'rsa4096',
    created: '2020-01-01T00:00:00Z',
    signs: true,
    ...more,
  };
}

export function registryWith(...keys: RegisteredKey[]): KeyRegistry {
  return { schema: KEYS_SCHEMA, keys };
}
