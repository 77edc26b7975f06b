import { isoDay } from '../../core/day.ts';
import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import type { RegisteredKey } from '../../core/keys/key-registry.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import { HASHES, KEY_ALGORITHMS, POLICY_RULES } from '../../core/trust/signature-policy.ts';
import { keyPath } from '../links.ts';
import type { SiteKeys } from './site-keys.ts';

/** A pinned key as the API tells it: the registry's fields, how it stands, and what it has signed. */
export type ApiKey = RegisteredKey & {
  state: KeyState;
  page: string;
  builds: number;
  lastSigned?: string;
  newestBuild?: string;
};

/** One line of the signature policy. */
export interface ApiRule {
  rule: string;
  verdict: string;
  text: string;
  /** What gpgv does where that is something else. */
  gpgv?: string;
}

export interface ApiKeys {
  schema: 'osdex/api-keys/1';
  revision?: string;
  /** The day that states and alarms are true of. */
  asOf: string;
  keys: ApiKey[];
  alarms: KeyAlarm[];
  policy: {
    rules: ApiRule[];
    hashes: { number: number; name: string; accepted: string; why: string }[];
    keyAlgorithms: { number: number; name: string; leastBits?: number; accepted: string; why: string }[];
  };
}

/** `/api/v1/keys.json`: every pinned key, what about the keys needs a person, and the signature policy. */
export function apiKeys(
  { now, keys, alarms }: SiteKeys,
  revision: string | undefined,
  locate: (path: string) => string,
): ApiKeys {
  return {
    schema: 'osdex/api-keys/1',
    ...(revision === undefined ? {} : { revision }),
    asOf: isoDay(now),
    keys: keys.map(({ key, state, builds, lastSigned, newest }) => ({
      ...key,
      state,
      page: locate(keyPath(key.fingerprint)),
      builds,
      ...(lastSigned === undefined ? {} : { lastSigned }),
      ...(newest === undefined ? {} : { newestBuild: locate(newest.path) }),
    })),
    alarms,
    policy: {
      rules: policyRules(),
      hashes: HASHES.map(({ number, name, accepted, why }) => ({ number, name, accepted, why })),
      keyAlgorithms: KEY_ALGORITHMS.map((one) => ({ ...one })),
    },
  };
}

/** The policy's lines in their order. */
export function policyRules(): ApiRule[] {
  return Object.entries(POLICY_RULES).map(([rule, line]) => ({
    rule,
    verdict: line.verdict,
    text: line.rule,
    ...('gpgv' in line ? { gpgv: line.gpgv } : {}),
  }));
}
