import { isoDay } from '../day.ts';
import type { KeyRegistry, RegisteredKey } from './key-registry.ts';

/** A feed of a supported release, with all the pinned keys that may sign it: one that can is enough. */
export interface KeyUse {
  product: string;
  release: string;
  feed: string;
  endOfLife: string | undefined;
  keys: RegisteredKey[];
}

/** What the pinned keys are needed for today: every signed feed of every release that is not over. */
export function keyUses(registry: KeyRegistry, now: Date): KeyUse[] {
  const today = isoDay(now);
  const uses = new Map<string, KeyUse>();
  for (const key of registry.keys) {
    for (const { product, releases } of key.products) {
      for (const { release, endOfLife, feeds } of releases) {
        if (endOfLife !== undefined && endOfLife < today) continue;
        for (const feed of feeds) {
          const place = `${product} ${release} ${feed}`;
          const use = uses.get(place) ?? { product, release, feed, endOfLife, keys: [] };
          use.keys.push(key);
          uses.set(place, use);
        }
      }
    }
  }
  return [...uses.values()];
}
