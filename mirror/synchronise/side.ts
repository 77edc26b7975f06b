import { existsSync } from 'node:fs';
import { readdir, realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { OsdexError } from '../../core/error.ts';
import { openLocalStore } from '../remote/local-store.ts';
import { openRcloneStore } from '../remote/rclone-store.ts';
import {
  parseRemotePlace,
  REMOTE_SCHEME,
  requireRemotePlace,
  tellRemotePlace,
} from '../remote/remote-place.ts';
import type { RemotePlace } from '../remote/remote-place.ts';
import type { Store } from '../remote/store.ts';
import { openRepository, RECORDS_FOLDER } from '../repository.ts';
import { EMPTY_LEDGER, openLocalLedger, openRemoteLedger } from './ledger.ts';
import type { Ledger } from './ledger.ts';

/** Where a repository is. */
export type Place = { kind: 'local'; root: string } | { kind: 'remote'; remote: RemotePlace };

/** One of the two repositories that are synchronised. */
export interface Side {
  store: Store;
  ledger: Ledger;
  /** Whether osdex kept a repository here before: of anything else nothing is put into a trash unasked. */
  isKnown: boolean;
}

export interface SideMeans {
  now: () => Date;
  /** Nothing is written, and no folder made. */
  isDryRun: boolean;
  signal?: AbortSignal | undefined;
}

/**
 * The place that a person wrote: a folder, `rclone:NAME:path`, or `NAME:path` where no folder has that name.
 *
 * @throws OsdexError `usage` where it is none, `not-found`.
 */
export async function readPlace(text: string, signal?: AbortSignal): Promise<Place> {
  const isRemote =
    text.startsWith(REMOTE_SCHEME) ||
    /^:[a-z]/.test(text) ||
    (parseRemotePlace(text) !== undefined && !existsSync(text));
  return isRemote
    ? { kind: 'remote', remote: await requireRemotePlace(text, signal) }
    : { kind: 'local', root: resolve(text) };
}

export function tellPlace(place: Place): string {
  return place.kind === 'local' ? place.root : tellRemotePlace(place.remote);
}

/**
 * Whether both are, or one lies in, the other.
 *
 * @throws OsdexError `usage` where they are.
 */
export async function requireTwoPlaces(source: Place, destination: Place): Promise<void> {
  const [one, other] = await Promise.all([source, destination].map(wholePlace));
  if (one === undefined || other === undefined) return;
  if (!one.startsWith(other) && !other.startsWith(one)) return;
  throw new OsdexError(
    'usage',
    `expected two repositories apart from each other, found ${tellPlace(source)} and ${tellPlace(destination)}`,
  );
}

async function wholePlace(place: Place): Promise<string> {
  const whole =
    place.kind === 'remote'
      ? tellRemotePlace(place.remote).replace(/\/+$/, '')
      : await realpath(place.root).catch(() => place.root);
  return /[:/]$/.test(whole) ? whole : `${whole}/`;
}

/**
 * Opens a side. A repository on this machine is locked until the ledger is closed.
 *
 * @param makes whether a folder that is not there, or is empty, is made one.
 * @throws OsdexError `usage` where there is no repository; `catalog-locked`, `write-failed`, as rclone does.
 */
export async function openSide(place: Place, makes: boolean, means: SideMeans): Promise<Side> {
  if (place.kind === 'remote') {
    const store = await openRcloneStore(place.remote, means);
    const ledger = await openRemoteLedger(place.remote, means.signal);
    return { store, ledger, isKnown: !ledger.isNew };
  }
  const isKnown = existsSync(join(place.root, RECORDS_FOLDER));
  if (!isKnown) await requireEmpty(place.root, makes);
  if (!isKnown && means.isDryRun)
    return {
      store: openLocalStore({ root: place.root, records: join(place.root, RECORDS_FOLDER) }, means),
      ledger: EMPTY_LEDGER,
      isKnown,
    };
  const repository = await openRepository(place.root);
  const ledger = await openLocalLedger(repository, means.now);
  return { store: openLocalStore(repository, means), ledger, isKnown };
}

/** Whatever is in a folder would be taken for images that nobody knows. */
async function requireEmpty(root: string, makes: boolean): Promise<void> {
  const names = await readdir(root).catch(() => undefined);
  if (makes && (names?.length ?? 0) === 0) return;
  const found = names === undefined ? 'nothing' : 'a folder that is none';
  throw new OsdexError(
    'usage',
    `expected a repository at ${root}, found ${found}; "osdex mirror scan --new" makes one of a folder with images`,
    { path: root },
  );
}
