import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isoDay } from '../../core/day.ts';
import { OsdexError, reasonOf } from '../../core/error.ts';
import type { Fetcher } from '../../core/http/fetcher.ts';
import { imageUrls } from '../../core/image.ts';
import { isoTime } from '../../core/names.ts';
import { fetchFile } from '../fetch-file.ts';
import { moveIfFree } from '../move-file.ts';
import { addRecord } from '../record-log.ts';
import { placeOf } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { INCOMING_FOLDER } from '../sync/sync.ts';
import { moveToTrash } from '../trash.ts';
import { differingRanges, tellRanges } from './byte-ranges.ts';
import { goodAgain } from './file-state.ts';
import { stampAt } from './file-stamp.ts';
import { factsOfImage } from './image-index.ts';
import type { ImageIndex } from './image-index.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';
import { patchFile } from './patch-file.ts';
import { readBytes } from './read-bytes.ts';

export interface RepairMeans {
  images: Pick<ImageIndex, 'find'>;
  fetcher: Fetcher;
  /** In which order the addresses of a file are asked. */
  orderPlaces?: ((urls: readonly string[]) => string[]) | undefined;
  now: () => Date;
  signal?: AbortSignal | undefined;
  onProgress?: ((path: string, doneBytes: number, totalBytes: number | undefined) => void) | undefined;
  /** Told why a place was given up. */
  onTrouble?: ((path: string, error: OsdexError) => void) | undefined;
}

/** A file that is good again: how much of it was fetched, and from where. */
export interface Repaired {
  path: string;
  /** `pieces`: only what was bad; `whole`; `there`: an earlier run had fetched it. */
  how: 'pieces' | 'whole' | 'there';
  from: string;
  /** Where the bad one lies now, below the repository. */
  trashed?: string | undefined;
}

export interface RepairReport {
  repaired: Repaired[];
  failed: { path: string; error: OsdexError }[];
}

/**
 * Fetches bad and missing files again from where the catalog's images can be had. Each is proven before the bad one
 * goes to the trash. For whoever has the repository's lock.
 *
 * @throws OsdexError `stopped`; what was repaired until then stays so.
 */
export async function repairFiles(
  repository: Repository,
  inventory: Inventory,
  files: readonly InventoryFile[],
  means: RepairMeans,
): Promise<RepairReport> {
  const report: RepairReport = { repaired: [], failed: [] };
  for (const file of files) {
    if (means.signal?.aborted) throw stopped(report);
    try {
      report.repaired.push(await repairOne(repository, inventory, file, means));
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      if (means.signal?.aborted) throw stopped(report);
      report.failed.push({ path: file.path, error });
    }
  }
  return report;
}

async function repairOne(
  repository: Repository,
  inventory: Inventory,
  file: InventoryFile,
  means: RepairMeans,
): Promise<Repaired> {
  const { path } = file;
  const place = await placeOf(repository, path);
  const image = means.images.find(file.digests);
  if (image === undefined) throw notOfCatalog(file);
  const found = await stampAt(place);
  if (found !== undefined && file.state === 'missing') throw isThere(place);
  const { digest, size: sizeBytes } = image.artifact;
  const urls = means.orderPlaces?.(imageUrls(image)) ?? imageUrls(image);
  const incoming = join(repository.records, INCOMING_FOLDER, digest.replace(/^.*:/, ''));
  await mkdir(dirname(incoming), { recursive: true });
  const patched =
    found === undefined || (await stampAt(incoming)) !== undefined
      ? undefined
      : await fetchBadPieces(inventory, file, place, { incoming, digest, urls }, means);
  const { onProgress, onTrouble, ...way } = means;
  const outcome = await fetchFile({ digest, sizeBytes, urls }, incoming, {
    ...way,
    onProgress: (done, total) => onProgress?.(path, done, total),
    onTrouble: (error) => onTrouble?.(path, error),
  });
  const how = outcome.kind === 'fetched' ? 'whole' : patched === undefined ? 'there' : 'pieces';
  const from = outcome.kind === 'fetched' ? outcome.url : (patched?.url ?? 'incoming');
  const reason = patched && how === 'pieces' ? `fetched ${patched.ranges}` : undefined;
  const trashed =
    found === undefined
      ? undefined
      : await moveToTrash(repository, path, means.now(), { file, reason: 'its bytes were bad' });
  await putInPlace(incoming, place);
  const now = means.now();
  const facts = factsOfImage(image, file.digests, isoDay(now));
  const stamp = await stampAt(place);
  inventory.put({ ...goodAgain(file), ...facts, ...stamp, origin: from, checkedAt: isoTime(now) });
  await addRecord(repository, { event: 'repaired', path, digest, from, to: trashed, reason }, now);
  return { path, how, from, trashed };
}

/** @returns where they are from and which they are; undefined where only the whole file helps. */
async function fetchBadPieces(
  inventory: Inventory,
  { path, digests }: InventoryFile,
  place: string,
  { incoming, digest, urls }: { incoming: string; digest: string; urls: readonly string[] },
  { fetcher, signal, onProgress, onTrouble }: RepairMeans,
): Promise<{ url: string; ranges: string } | undefined> {
  const expected = inventory.piecesOf(digests);
  if (expected === undefined) return undefined;
  const { pieceBytes, sizeBytes } = expected;
  // What the disk cannot read cannot be gone on with either.
  const bytes = await readBytes(place, { algorithms: [], pieceBytes, signal }).catch((error: unknown) => {
    if (error instanceof OsdexError && error.code === 'file-missing') return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const ranges = differingRanges(expected, bytes).flatMap(({ firstByte, lastByte }) =>
    firstByte < sizeBytes ? [{ firstByte, lastByte: Math.min(lastByte, sizeBytes - 1) }] : [],
  );
  const url = await patchFile(
    { from: place, to: incoming, digest, sizeBytes, ranges, urls },
    {
      fetcher,
      onProgress: (done, total) => onProgress?.(path, done, total),
      onTrouble: (error) => onTrouble?.(path, error),
    },
  );
  return url === undefined ? undefined : { url, ranges: tellRanges(ranges) };
}

async function putInPlace(incoming: string, place: string): Promise<void> {
  try {
    await mkdir(dirname(place), { recursive: true });
    if (await moveIfFree(incoming, place)) return;
  } catch (cause) {
    throw new OsdexError(
      'write-failed',
      `expected to move ${incoming} to ${place}, found: ${reasonOf(cause)}`,
      {
        path: place,
        cause,
      },
    );
  }
  throw isThere(place);
}

function isThere(place: string): OsdexError {
  return new OsdexError(
    'digest-conflict',
    `expected nothing at ${place}, found a file that the inventory does not know of; "osdex mirror scan" looks at it`,
    { path: place },
  );
}

function notOfCatalog({ path, digests }: InventoryFile): OsdexError {
  const digest = digests[0] ?? 'no known digest';
  return new OsdexError(
    'not-found',
    `expected ${path} to be an image of the catalog, found that it has none with ${digest}; bring it back by hand, or "osdex mirror remove" it`,
    { path },
  );
}

function stopped({ repaired }: RepairReport): OsdexError {
  return new OsdexError(
    'stopped',
    `stopped after ${repaired.length} repaired files, which stay; the same command goes on with the others`,
  );
}
