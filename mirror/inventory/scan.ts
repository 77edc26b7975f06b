import { join } from 'node:path';
import pLimit from 'p-limit';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import type { Image } from '../../core/image.ts';
import { isoTime } from '../../core/names.ts';
import { readParent } from '../customise/note.ts';
import { addRecord } from '../record-log.ts';
import type { NewRecord } from '../record-log.ts';
import type { Repository } from '../repository.ts';
import { compareFiles, marksOf } from './compare.ts';
import type { Comparison } from './compare.ts';
import { factsOfFile } from './file-facts.ts';
import { backAgain, goneMissing } from './file-state.ts';
import { indexImages } from './image-index.ts';
import type { ImageIndex } from './image-index.ts';
import { putPieces } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';
import { judgeFile } from './judge-file.ts';
import type { Verdict } from './judge-file.ts';
import { readBytes } from './read-bytes.ts';
import { walkRepository } from './walk.ts';
import type { FoundFile, PassedOver } from './walk.ts';

export interface ScanMeans {
  /** All of the catalog's; asked for only where something is to be matched with them. */
  images: () => Promise<readonly Image[]>;
  now: () => Date;
  /** Takes down what is there and reads none of it. */
  quick?: boolean | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes that were read, of so many that have to be. */
  onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/** What a scan found; by path. */
export interface ScanReport {
  /** Files that lie there. */
  files: number;
  unchanged: number;
  added: string[];
  /** They had other marks, or had never been read: they are the same, another image, or a file of one's own. */
  changed: string[];
  moved: { from: string; to: string }[];
  /** They were missing. */
  returned: string[];
  missing: string[];
  /** They were proven once, and have other bytes now. */
  bad: string[];
  /** They cannot be read now. */
  unreadable: PassedOver[];
  passedOver: PassedOver[];
}

/** Two at once: while one waits for the disk the other is hashed. More would make a disk seek. */
const READ_AT_ONCE = 2;

/**
 * Brings the inventory up to what lies in the repository. Only what is new or has other marks is read; what was read
 * stays in the inventory when the scan is stopped or killed. For whoever has the repository's lock.
 *
 * @throws OsdexError `not-found` for a folder that cannot be read, `stopped`, `write-failed`; what
 *   `images` throws.
 */
export async function scanRepository(
  repository: Repository,
  inventory: Inventory,
  means: ScanMeans,
): Promise<ScanReport> {
  const { files, passedOver } = await walkRepository(repository, means.signal);
  const compared = compareFiles(inventory.all(), files);
  const report: ScanReport = {
    files: files.length,
    unchanged: compared.unchanged.length,
    ...{ added: [], changed: [], moved: [], returned: [], missing: [], bad: [], unreadable: [] },
    passedOver,
  };
  for (const record of settle(inventory, compared, report, means.now()))
    await addRecord(repository, record, means.now());
  if (means.quick) await takeUnread(repository, inventory, compared, report, means);
  else await readAll(repository, inventory, compared, report, means);
  inventory.clearPieces();
  for (const paths of [report.added, report.changed, report.bad]) paths.sort();
  return report;
}

/** Takes down all that is seen without reading, at once. @returns what is to be recorded of it. */
function settle(
  inventory: Inventory,
  { moved, linked, returned, missing }: Comparison,
  report: ScanReport,
  now: Date,
): NewRecord[] {
  const records: NewRecord[] = [];
  inventory.together(() => {
    // All of them leave their old paths before one takes its new one: two may have changed places.
    for (const { file } of moved) inventory.forget(file.path);
    for (const { file, found } of moved) {
      inventory.put({ ...backAgain(file), ...marksOf(found), path: found.path });
      report.moved.push({ from: file.path, to: found.path });
      records.push({ event: 'moved', path: found.path, from: file.path, digest: file.digests[0] });
    }
    for (const { file, found } of linked) {
      const { name: _, ...facts } = backAgain(file);
      inventory.put({ ...facts, ...marksOf(found), path: found.path, addedAt: isoTime(now) });
      report.added.push(found.path);
      records.push({ event: 'linked', path: found.path, from: file.path, digest: file.digests[0] });
    }
    for (const { file } of returned) {
      inventory.put(backAgain(file));
      report.returned.push(file.path);
    }
    for (const file of missing) {
      inventory.put(goneMissing(file));
      report.missing.push(file.path);
      records.push({ event: 'found-missing', path: file.path, digest: file.digests[0] });
    }
  });
  return records;
}

/** What has other marks than on record is left for a scan that reads: it may be bad. */
async function takeUnread(
  repository: Repository,
  inventory: Inventory,
  { appeared }: Comparison,
  report: ScanReport,
  { now, signal }: ScanMeans,
): Promise<void> {
  const files: InventoryFile[] = [];
  for (const found of appeared) {
    if (signal?.aborted) break;
    const { path } = found;
    try {
      const facts = await factsOfFile(join(repository.root, path), path);
      const nothing = { digests: [], state: 'unknown' as const, origin: 'scan', addedAt: isoTime(now()) };
      files.push({ path, ...marksOf(found), ...facts, ...nothing });
    } catch (error) {
      report.unreadable.push({ path, reason: reasonUnreadable(error) });
    }
  }
  inventory.together(() => {
    for (const file of files) inventory.put(file);
  });
  report.added.push(...files.map(({ path }) => path));
  if (signal?.aborted) throw stopped(files.length, appeared.length);
}

async function readAll(
  repository: Repository,
  inventory: Inventory,
  { appeared, changed, unchanged }: Comparison,
  report: ScanReport,
  means: ScanMeans,
): Promise<void> {
  const neverRead = unchanged.filter(({ file }) => file.digests.length === 0);
  const readings: Reading[] = [
    ...appeared.map((found) => ({ found, file: undefined })),
    ...[...changed, ...neverRead],
  ];
  report.unchanged -= neverRead.length;
  if (readings.length === 0) return;
  const index = indexImages(await means.images());
  const inTurn = pLimit(READ_AT_ONCE);
  const totalBytes = readings.reduce((sum, { found }) => sum + found.sizeBytes, 0);
  let doneBytes = 0;
  let doneFiles = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    means.onProgress?.(doneBytes, totalBytes);
  };
  const readOne = async (reading: Reading): Promise<void> => {
    if (means.signal?.aborted) return;
    try {
      const verdict = await judge(repository, inventory, reading, index, { ...means, onBytes });
      takeVerdict(verdict, report);
      if (verdict.record !== undefined) await addRecord(repository, verdict.record, means.now());
      doneFiles += 1;
    } catch (error) {
      if (error instanceof OsdexError && error.code === 'stopped') return;
      report.unreadable.push({ path: reading.found.path, reason: reasonUnreadable(error) });
    }
  };
  await Promise.all(readings.map((reading) => inTurn(() => readOne(reading))));
  if (means.signal?.aborted) throw stopped(doneFiles, readings.length);
}

function stopped(done: number, all: number): OsdexError {
  return new OsdexError(
    'stopped',
    `stopped after ${done} of ${all} files were read, which are in the inventory; the same command goes on with the others`,
  );
}

/** What concerns one file; all else ends the scan. */
function reasonUnreadable(error: unknown): string {
  const isOfFile =
    error instanceof OsdexError && ['file-missing', 'not-found', 'name-refused'].includes(error.code);
  if (!isOfFile) throw error;
  return error.message;
}

/** A file whose bytes are to be read, with its record where it has one. */
interface Reading {
  found: FoundFile;
  file: InventoryFile | undefined;
}

async function judge(
  repository: Repository,
  inventory: Inventory,
  { found, file }: Reading,
  index: ImageIndex,
  { now, signal, onBytes }: Pick<ScanMeans, 'now' | 'signal'> & { onBytes: (bytes: number) => void },
): Promise<Verdict> {
  const { path, sizeBytes } = found;
  const place = join(repository.root, path);
  const onRecord = file?.digests.flatMap((digest) => parseDigest(digest)?.algorithm ?? []) ?? [];
  const algorithms = [...new Set([...index.algorithmsFor(sizeBytes), ...onRecord])];
  const facts = await factsOfFile(place, path);
  const bytes = await readBytes(place, { algorithms, signal, onBytes });
  const gone = bytes.digests
    .flatMap((digest) => inventory.withDigest(digest))
    .find((other) => other.state === 'missing' && other.path !== path);
  const image = index.find(bytes.digests);
  const madeOf = await readParent(place, bytes.digests);
  const verdict = judgeFile({ path, bytes, file, facts, image, madeOf, gone, now: now() });
  inventory.together(() => {
    if (verdict.kind === 'moved') inventory.forget(verdict.from);
    inventory.put(verdict.file);
    if (verdict.kind !== 'bad') putPieces(inventory, bytes);
  });
  return verdict;
}

function takeVerdict(verdict: Verdict, report: ScanReport): void {
  const { path } = verdict.file;
  if (verdict.kind === 'moved') report.moved.push({ from: verdict.from, to: path });
  else report[verdict.kind].push(path);
}
