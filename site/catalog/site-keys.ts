import type { KeyAlarm } from '../../core/keys/key-alarm.ts';
import { readKeyRegistry } from '../../core/keys/key-registry-file.ts';
import { readSettings } from '../settings.ts';
import { siteCatalog } from './site-catalog.ts';
import { completeRegistry, keyAlarms, trustedKeys } from './trusted-keys.ts';
import type { KeyUse } from './trusted-keys.ts';
import { writeOutTurns } from './turning-text.ts';

/** The pinned keys of the catalog on the day of the build. */
export interface SiteKeys {
  now: Date;
  keys: KeyUse[];
  alarms: KeyAlarm[];
}

let loading: Promise<SiteKeys> | undefined;

/** Every pinned key, read once and shared by every page. */
export function siteKeys(): Promise<SiteKeys> {
  loading ??= load();
  return loading;
}

async function load(): Promise<SiteKeys> {
  const { catalogDirectory, today } = readSettings();
  const now = new Date(`${today}T00:00:00Z`);
  const catalog = await siteCatalog();
  const recorded = writeOutTurns(await readKeyRegistry(catalogDirectory));
  const registry = completeRegistry(recorded, catalog);
  return { now, keys: trustedKeys(catalog, registry, now), alarms: keyAlarms(catalog, registry, now) };
}
