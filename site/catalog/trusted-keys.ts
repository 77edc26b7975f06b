import { isoDay } from '../../core/day.ts';
import { compareText } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { sortAlarms } from '../../core/keys/key-alarm.ts';
import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import { auditKeys } from '../../core/keys/key-audit.ts';
import { registryOfPins } from '../../core/keys/key-registry.ts';
import type { KeyRegistry, RegisteredKey } from '../../core/keys/key-registry.ts';
import { keyState } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import { keyUses } from '../../core/keys/key-use.ts';
import { auditSigners, countSigned } from '../../core/keys/signer-audit.ts';
import { buildPath } from '../links.ts';

/** A pinned key with how it stands today and what it has signed. */
export interface KeyUse {
  key: RegisteredKey;
  state: KeyState;
  /** Whether a release that it may sign is still looked after. */
  isNeeded: boolean;
  builds: number;
  /** Time of its newest recorded signature, where signatures tell one. */
  lastSigned: string | undefined;
  /** The page of its newest recorded build, and the build in words. */
  newest: { path: string; words: string } | undefined;
}

/** Every pinned key once, by the name of its owner. */
export function trustedKeys({ products }: Catalog, registry: KeyRegistry, now: Date): KeyUse[] {
  const needed = new Set(keyUses(registry, now).flatMap(({ keys }) => keys));
  const uses = new Map(registry.keys.map((key) => [key.fingerprint, unused(key, needed.has(key), now)]));
  for (const { product, releases } of products) {
    for (const release of releases) {
      for (const build of release.builds) {
        const { verification } = build;
        if (verification.level !== 'signed') continue;
        const use = uses.get(verification.signer);
        if (use === undefined) continue;
        use.builds++;
        const { signedAt = '' } = verification;
        if (use.newest !== undefined && signedAt <= (use.lastSigned ?? '')) continue;
        if (signedAt !== '') use.lastSigned = signedAt;
        const words = `${product.name} ${release.release} ${build.stream} ${build.serial}`;
        use.newest = { path: buildPath(release, build), words };
      }
    }
  }
  return [...uses.values()].sort((a, b) => compareText(a.key.owner, b.key.owner));
}

/** The keys by the end of what they can sign: the next end first, then those without one, then those that sign no more. */
export function byEnd(keys: readonly KeyUse[]): { use: KeyUse; end: string | undefined }[] {
  const rows = keys.map((use) => ({ use, end: endOf(use.state) }));
  return rows.toSorted(
    (a, b) => phase(a.use.state) - phase(b.use.state) || compareText(a.end ?? '~', b.end ?? '~'),
  );
}

function phase({ state }: KeyState): number {
  if (state === 'good' || state === 'expiring') return 0;
  return state === 'expired' || state === 'revoked' ? 2 : 1;
}

function endOf(state: KeyState): string | undefined {
  if (state.state === 'good') return state.expires;
  return 'at' in state ? state.at : undefined;
}

function unused(key: RegisteredKey, isNeeded: boolean, now: Date): KeyUse {
  const state = keyState(key, now);
  return { key, state, isNeeded, builds: 0, lastSigned: undefined, newest: undefined };
}

/** What the catalog records of the keys; of a pin that it does not record yet, only the pin. */
export function completeRegistry(recorded: KeyRegistry | undefined, { products }: Catalog): KeyRegistry {
  const pins = registryOfPins(products.map(({ product }) => product));
  if (recorded === undefined) return pins;
  const known = new Set<string>(recorded.keys.map(({ fingerprint }) => fingerprint));
  return { ...recorded, keys: [...recorded.keys, ...pins.keys.filter((key) => !known.has(key.fingerprint))] };
}

/** What about the keys needs a person, as far as the catalog tells: those that need one soon first. */
export function keyAlarms(catalog: Catalog, registry: KeyRegistry, now: Date): KeyAlarm[] {
  return sortAlarms([
    ...auditKeys(registry, countSigned(catalog), now),
    ...auditSigners(catalog, isoDay(now)),
  ]);
}
