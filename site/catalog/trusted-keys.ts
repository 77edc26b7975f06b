import { isoDay } from '../../core/day.ts';
import { compareText } from '../../core/catalog/catalog.ts';
import type { Catalog } from '../../core/catalog/catalog.ts';
import { sortAlarms } from '../../core/keys/key-alarm.ts';
import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import { auditKeys } from '../../core/keys/key-audit.ts';
import { registryOfPins } from '../../core/keys/key-registry.ts';
import type { KeyProduct, KeyRegistry, KeyRelease, RegisteredKey } from '../../core/keys/key-registry.ts';
import { keyState } from '../../core/keys/key-state.ts';
import type { KeyState } from '../../core/keys/key-state.ts';
import { keyUses } from '../../core/keys/key-use.ts';
import { auditSigners, countSigned } from '../../core/keys/signer-audit.ts';
import { isSupported } from '../../core/support.ts';
import { buildPath, releasePath } from '../../core/page-path.ts';
import { buildPages } from './build-page.ts';
import type { BuildPage } from './build-page.ts';

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
  /** The newest build that it signed of each stream of each release, by the stream's path. */
  streams: Map<string, BuildPage>;
}

/** Every pinned key once, by the name of its owner. */
export function trustedKeys({ products }: Catalog, registry: KeyRegistry, now: Date): KeyUse[] {
  const needed = new Set(keyUses(registry, now).flatMap(({ keys }) => keys));
  const uses = new Map(registry.keys.map((key) => [key.fingerprint, unused(key, needed.has(key), now)]));
  for (const { product, releases } of products) {
    for (const release of releases) {
      for (const page of buildPages(product, release)) {
        for (const { verification } of page.builds) {
          if (verification.level !== 'signed') continue;
          const use = uses.get(verification.signer);
          if (use !== undefined) noteSigned(use, page, verification.signedAt);
        }
      }
    }
  }
  return [...uses.values()].sort((a, b) => compareText(a.key.owner, b.key.owner));
}

/** Pages come newest first, so that the first of a stream is its newest. */
function noteSigned(use: KeyUse, page: BuildPage, signedAt = ''): void {
  const { product, release, stream, serial } = page;
  use.builds++;
  const place = `${releasePath(release)}${stream}`;
  if (!use.streams.has(place)) use.streams.set(place, page);
  if (use.newest !== undefined && signedAt <= (use.lastSigned ?? '')) return;
  if (signedAt !== '') use.lastSigned = signedAt;
  const words = `${product.name} ${release.release} ${stream} ${serial}`;
  use.newest = { path: buildPath(release, page), words };
}

/** The newest build of each stream that a key signed, by their days, the last day first. */
export function newestSigned({ streams }: KeyUse): BuildPage[] {
  return [...streams.values()].sort((a, b) => compareText(b.date?.day ?? '', a.date?.day ?? ''));
}

/** The releases for which a product pins a key: those that are looked after today, and those that are over. */
export function keyReleases(
  { releases }: KeyProduct,
  today: string,
): Record<'needed' | 'over', KeyRelease[]> {
  const { needed = [], over = [] } = Object.groupBy(releases, (release) =>
    isSupported(release, today) ? 'needed' : 'over',
  );
  return { needed, over };
}

/** What needs a person, or is good to know, about this key or a part of it. */
export function alarmsOf(key: RegisteredKey, alarms: readonly KeyAlarm[]): KeyAlarm[] {
  const parts = new Set<string>([key, ...(key.subkeys ?? [])].map(({ fingerprint }) => fingerprint));
  return alarms.filter(({ fingerprint }) => parts.has(fingerprint ?? ''));
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
  return { key, state, isNeeded, builds: 0, lastSigned: undefined, newest: undefined, streams: new Map() };
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
