import { createReadStream } from 'node:fs';
import { mkdir, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { digestOfStream } from '../../core/digest.ts';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import type { Image } from '../../core/image.ts';
import type { ReadPlan } from '../../core/mirror-plan-file.ts';
import { fetchFile } from '../fetch-file.ts';
import type { FetchOutcome, WantedFile } from '../fetch-file.ts';
import { makeSteps } from '../plan/make-steps.ts';
import type { Steps, ToFetch, ToLookAt, ToMove, ToRemove } from '../plan/make-steps.ts';
import type { Wanted, WantedImage } from '../plan/wanted.ts';
import { addRecord } from '../record-log.ts';
import { lockRepository, placeOf } from '../repository.ts';
import { archive, inventoryFile, moveTo, placeProven, trash } from './place-file.ts';
import type { PlaceMeans } from './place-file.ts';
import type { ProvenAgain } from './prove-again.ts';
import { emptyTrash } from '../trash.ts';
import type { RateLimit } from './rate-limit.ts';

/** Where downloads lie until they are proven, below the records, each under its digest. */
export const INCOMING_FOLDER = 'incoming';

/** Begun downloads that nobody has wanted for so long are cleared away. */
const FORGOTTEN_MS = 14 * 24 * 60 * 60 * 1000;

/** What is told while a sync runs. */
export type SyncEvent =
  | { kind: 'planned'; fetch: number; bytes: number; move: number; remove: number; present: number }
  | { kind: 'progress'; path: string; doneBytes: number; totalBytes: number | undefined }
  | { kind: 'fetched'; path: string; origin: string; proof: ProvenAgain | undefined }
  | { kind: 'trouble'; path: string; message: string }
  | { kind: 'moved'; from: string; to: string }
  | { kind: 'removed'; path: string; fate: 'delete' | 'archive' }
  | { kind: 'kept-for-now'; path: string; reason: string };

export interface SyncMeans extends PlaceMeans {
  fetcher: Fetcher;
  signal?: AbortSignal | undefined;
  /** Another way than by its addresses to the proven bytes of a file: tells where from, false where it has none. */
  otherWay?: (wanted: WantedFile, place: string) => Promise<string | false>;
  /** In which order the addresses of a file are asked. */
  orderPlaces?: (urls: readonly string[]) => string[];
  rateLimit: RateLimit;
  /** Asks the publisher for its signature again; undefined where the plan does not want it. */
  proveAgain?: ((image: Image, path: string) => Promise<ProvenAgain>) | undefined;
  onEvent?: (event: SyncEvent) => void;
}

/** What a sync came to. */
export interface SyncReport {
  present: number;
  fetched: string[];
  moved: { from: string; to: string }[];
  removed: string[];
  failed: { path: string; id: string; error: OsdexError }[];
  fetchedBytes: number;
}

/**
 * Makes a repository as its plan says: moves what is there under another path, fetches and proves what is not, then
 * takes away what newer builds have taken the place of. A file that fails does not stop the others.
 *
 * @throws OsdexError `catalog-locked`, `write-failed` where there is no room, `stopped`.
 */
export async function sync(plan: ReadPlan, wanted: Wanted, means: SyncMeans): Promise<SyncReport> {
  const unlock = await lockRepository(means.repository, 'sync of this repository');
  try {
    return await syncLocked(plan, wanted, means);
  } finally {
    await unlock();
  }
}

async function syncLocked(plan: ReadPlan, wanted: Wanted, means: SyncMeans): Promise<SyncReport> {
  const { inventory, repository, signal, onEvent } = means;
  const report: SyncReport = {
    present: 0,
    fetched: [],
    moved: [],
    removed: [],
    failed: [],
    fetchedBytes: 0,
  };
  let steps = await makeSteps(plan, wanted, inventory.all(), repository);
  if (steps.lookAt.length > 0) {
    for (const one of steps.lookAt) await attempt(one.wanted, report, () => lookAt(one, means));
    const failed = new Set(report.failed.map(({ path }) => path));
    steps = await makeSteps(plan, wanted, inventory.all(), repository);
    steps.lookAt = steps.lookAt.filter((one) => !failed.has(one.wanted.path));
  }
  report.present = steps.present.length;
  onEvent?.({
    kind: 'planned',
    fetch: steps.fetch.length,
    bytes: sizeOf(steps.fetch),
    move: steps.move.length,
    remove: steps.remove.length,
    present: steps.present.length,
  });
  await requireRoom(plan, steps, means);
  for (const one of steps.move) await attempt(one.wanted, report, () => move(one, means, report));
  const inTurn = pLimit(plan.limits.parallel);
  await Promise.all(
    steps.fetch.map((one) =>
      inTurn(() => attempt(one.wanted, report, () => fetchOne(plan, one, means, report))),
    ),
  );
  if (signal?.aborted) {
    throw new OsdexError(
      'stopped',
      'stopped before the sync was done; what is in place is proven, and the next sync goes on from there',
    );
  }
  for (const one of steps.remove) await removeOld(one, means, report);
  await clearIncoming(wanted, means);
  await clearTrash(plan, means);
  return report;
}

/** What fails with one file is told; what would fail with every other file too ends the sync. */
async function attempt(
  { path, image }: WantedImage,
  report: SyncReport,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    report.failed.push({ path, id: image.id, error });
  }
}

/** Reads a file that nobody has proven: it may be what is wanted, put there by hand or by a sync that was killed. */
async function lookAt({ wanted, file }: ToLookAt, { repository, inventory, now }: SyncMeans): Promise<void> {
  const { digest } = wanted.image.artifact;
  const place = await placeOf(repository, wanted.path);
  const found = await stat(place);
  const there = createReadStream(place) as AsyncIterable<Uint8Array>;
  const isWanted = found.isFile() && (await digestOfStream(there, parseDigest(digest)?.algorithm)) === digest;
  if (isWanted) {
    inventory.put(await inventoryFile(wanted, place, file?.origin ?? 'scan', now(), file));
    return;
  }
  if (file === undefined) {
    throw new OsdexError(
      'digest-conflict',
      `expected nothing or the file ${digest} at ${place}, found something else; move it away or choose another layout`,
      { path: place },
    );
  }
  const { size: sizeBytes, mtimeMs: modifiedMs, ino } = found;
  inventory.put({ ...file, sizeBytes, modifiedMs, inode: String(ino), state: 'bad' });
  const reason = 'its bytes are others than those on record';
  await addRecord(repository, { event: 'found-bad', path: wanted.path, digest, sizeBytes, reason }, now());
}

async function move({ wanted, from }: ToMove, means: SyncMeans, report: SyncReport): Promise<void> {
  const file = means.inventory.get(from);
  if (file === undefined) return;
  await moveTo(file, wanted.path, means);
  const moved = means.inventory.get(wanted.path);
  const { id } = wanted.image;
  if (moved !== undefined) means.inventory.put({ ...moved, id });
  report.moved.push({ from, to: wanted.path });
  means.onEvent?.({ kind: 'moved', from, to: wanted.path });
}

async function fetchOne(
  plan: ReadPlan,
  { wanted, urls, displaces }: ToFetch,
  means: SyncMeans,
  report: SyncReport,
): Promise<void> {
  const { repository, signal, onEvent } = means;
  if (signal?.aborted) return;
  const { image, path } = wanted;
  const { digest, size: sizeBytes } = image.artifact;
  const folder = join(repository.records, INCOMING_FOLDER);
  await mkdir(folder, { recursive: true });
  const incoming = join(folder, digest.replace(/^.*:/, ''));
  const file: WantedFile = { digest, sizeBytes, urls: means.orderPlaces?.(urls) ?? urls };
  const origin =
    (await means.otherWay?.(file, incoming)) ||
    originOf(
      await fetchFile(file, incoming, {
        fetcher: means.fetcher,
        signal,
        rateLimit: means.rateLimit,
        onProgress: (doneBytes, totalBytes) => onEvent?.({ kind: 'progress', path, doneBytes, totalBytes }),
        onTrouble: ({ message }) => onEvent?.({ kind: 'trouble', path, message }),
      }),
    );
  const proof = await means.proveAgain?.(image, incoming);
  if (proof?.kind === 'not-checked') {
    if (plan.signatures === 'require' && image.build.verification.level === 'signed') {
      throw new OsdexError('signature-missing', `${proof.reason}; ${path} stays out of the repository`);
    }
  }
  report.fetchedBytes += (await stat(incoming)).size;
  await placeProven(wanted, incoming, origin, displaces, means);
  report.fetched.push(path);
  onEvent?.({ kind: 'fetched', path, origin, proof });
}

/** A sync that was killed had all of it, and had not placed it yet. */
function originOf(outcome: FetchOutcome): string {
  return outcome.kind === 'fetched' ? outcome.url : INCOMING_FOLDER;
}

/** Takes away what is old, once all that takes its place is there and proven. */
async function removeOld(
  { file, fate, after }: ToRemove,
  means: SyncMeans,
  report: SyncReport,
): Promise<void> {
  const { path } = file;
  const missing = after.find((one) => means.inventory.get(one)?.state !== 'proven');
  if (missing !== undefined) {
    const reason = `expected ${missing} in its place first, found that it is not there yet`;
    means.onEvent?.({ kind: 'kept-for-now', path, reason });
    return;
  }
  if (fate === 'archive') await archive(file, means);
  else await trash(file, 'newer builds have taken its place', means);
  report.removed.push(path);
  means.onEvent?.({ kind: 'removed', path, fate });
}

/** @returns bytes that are to be fetched, as far as sizes are known. */
export function sizeOf(fetch: readonly ToFetch[]): number {
  return fetch.reduce((sum, { wanted }) => sum + (wanted.image.artifact.size ?? 0), 0);
}

async function requireRoom(plan: ReadPlan, { fetch }: Steps, means: SyncMeans): Promise<void> {
  const { repository, inventory } = means;
  const wantedBytes = sizeOf(fetch);
  const { bavail, bsize } = await statfs(repository.root);
  if (wantedBytes > bavail * bsize) {
    throw new OsdexError(
      'write-failed',
      `expected ${formatSize(wantedBytes)} of room in ${repository.root}, found ${formatSize(bavail * bsize)}; make room, or ask for less`,
      { path: repository.root },
    );
  }
  const { size: most } = plan.limits;
  const heldBytes = inventory.all().reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (most !== undefined && heldBytes + wantedBytes > most) {
    throw new OsdexError(
      'write-failed',
      `expected at most ${formatSize(most)} as the plan's limits say, found ${formatSize(heldBytes)} here and ${formatSize(wantedBytes)} to fetch`,
      { path: repository.root },
    );
  }
}

/** What lies in the trash for longer than the plan says. What cannot be deleted today may be tomorrow. */
async function clearTrash(
  { trash: keepMs }: ReadPlan,
  { repository, now, onEvent }: SyncMeans,
): Promise<void> {
  if (keepMs === undefined) return;
  const before = keepMs === 0 ? undefined : new Date(now().getTime() - keepMs);
  const { errors } = await emptyTrash(repository, now(), before);
  for (const { path = '', message } of errors) onEvent?.({ kind: 'trouble', path, message });
}

/** Downloads of files that nobody wants any more. */
async function clearIncoming(wanted: Wanted, { repository, now }: SyncMeans): Promise<void> {
  const folder = join(repository.records, INCOMING_FOLDER);
  const current = new Set(wanted.images.map(({ image }) => image.artifact.digest.replace(/^.*:/, '')));
  for (const name of await readdir(folder).catch(() => [])) {
    if (current.has(name.split('.')[0] ?? '')) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && now().getTime() - found.mtimeMs > FORGOTTEN_MS)
      await rm(join(folder, name), { force: true });
  }
}
