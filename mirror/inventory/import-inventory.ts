import { isoDay } from '../../core/day.ts';
import { parseDigest } from '../../core/digest-text.ts';
import type { Digest } from '../../core/digest.ts';
import { OsdexError } from '../../core/error.ts';
import type { NotTaken } from '../../core/formats/format.ts';
import type { ForeignImage } from '../../core/formats/foreign-image.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { isoTime } from '../../core/names.ts';
import { parseArchitecture } from '../../core/vocabulary.ts';
import { addRecord } from '../record-log.ts';
import { checkRepositoryPath, placeOf } from '../repository.ts';
import type { Repository } from '../repository.ts';
import { factsOfFile } from './file-facts.ts';
import { goneMissing } from './file-state.ts';
import { isSameStamp, stampAt } from './file-stamp.ts';
import type { FileStamp } from './file-stamp.ts';
import { isGivenName } from './given-name.ts';
import { factsOfImage, indexImages } from './image-index.ts';
import type { ImageIndex } from './image-index.ts';
import { putPieces } from './inventory.ts';
import type { Inventory } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';
import { stemOf } from './isomanager-inventory.ts';
import { judgeFile } from './judge-file.ts';
import { readBytes } from './read-bytes.ts';
import type { ScanMeans } from './scan.ts';

export interface ImportMeans extends Omit<ScanMeans, 'quick' | 'onProgress'> {
  /** Reads each file and compares it with the digest that the other inventory has. */
  validate: boolean;
  /** Forgets what the other inventory does not have, where all of that could be taken; files stay where they are. */
  replace: boolean;
  onFile?: ((done: number, all: number, path: string) => void) | undefined;
}

/** What came of an inventory that was imported. */
export interface ImportReport {
  totalEntries: number;
  /** They have the digest that they are said to have. */
  validatedFiles: number;
  /** They are on record as missing now. */
  missingFiles: number;
  /** They have another size or digest than they are said to have. */
  invalidFiles: number;
  forgotten: string[];
  errors: NotTaken[];
}

/**
 * Takes what another inventory says of files: names, and what is missing. What it says of bytes is never believed:
 * without `validate` a file that is not known yet is read by the next scan. For whoever has the repository's lock.
 *
 * @throws OsdexError `stopped`, `write-failed`.
 */
export async function importInventory(
  repository: Repository,
  inventory: Inventory,
  entries: readonly ForeignImage[],
  means: ImportMeans,
): Promise<ImportReport> {
  const report: ImportReport = {
    totalEntries: entries.length,
    ...{ validatedFiles: 0, missingFiles: 0, invalidFiles: 0, forgotten: [], errors: [] },
  };
  const index = indexImages(await means.images());
  const named = new Set<string>();
  let untaken = 0;
  for (const [done, entry] of entries.entries()) {
    if (means.signal?.aborted) throw stopped(done, entries.length);
    means.onFile?.(done, entries.length, entry.path ?? entry.file ?? '');
    try {
      named.add(await importOne(repository, inventory, entry, index, report, means));
    } catch (error) {
      if (!(error instanceof OsdexError) || error.code === 'write-failed') throw error;
      if (error.code === 'stopped') throw stopped(done, entries.length);
      untaken += 1;
      report.errors.push({ at: entry.at, reason: error.message });
    }
  }
  if (means.replace && untaken === 0) forgetOthers(inventory, named, report);
  return report;
}

/** @returns the path of the entry's file here. */
async function importOne(
  repository: Repository,
  inventory: Inventory,
  entry: ForeignImage,
  index: ImageIndex,
  report: ImportReport,
  { validate, now, signal }: ImportMeans,
): Promise<string> {
  const found = await findHere(repository, inventory, entry);
  if (found === undefined) return takeMissing(repository, inventory, entry, index, report, now());
  const { path, place, stamp } = found;
  const known = inventory.get(path);
  if (entry.sizeBytes !== undefined && entry.sizeBytes !== stamp.sizeBytes) {
    report.invalidFiles += 1;
    const told = `expected ${path} to have ${entry.sizeBytes} bytes, found ${stamp.sizeBytes}`;
    report.errors.push({ at: entry.at, reason: told });
  } else if (validate) {
    const wanted = parseDigest(entry.digest ?? '')?.algorithm;
    const onRecord = known?.digests.flatMap((digest) => parseDigest(digest)?.algorithm ?? []) ?? [];
    const algorithms = [
      ...new Set([...index.algorithmsFor(stamp.sizeBytes), ...onRecord, ...(wanted ? [wanted] : [])]),
    ];
    const bytes = await readBytes(place, { algorithms, signal });
    const facts = await factsOfFile(place, path);
    const verdict = judgeFile({
      ...{
        path,
        bytes,
        file: known,
        facts,
        image: index.find(bytes.digests),
        madeOf: undefined,
        gone: undefined,
      },
      now: now(),
    });
    inventory.together(() => {
      inventory.put({ ...verdict.file, origin: known?.origin ?? 'import' });
      if (verdict.kind !== 'bad') putPieces(inventory, bytes);
    });
    if (verdict.record !== undefined) await addRecord(repository, verdict.record, now());
    if (entry.digest === undefined || bytes.digests.some((digest) => digest === entry.digest))
      report.validatedFiles += 1;
    else {
      report.invalidFiles += 1;
      const told = bytes.digests.find((digest) => digest.startsWith(`${wanted}:`)) ?? bytes.digests[0];
      report.errors.push({ at: entry.at, reason: `expected ${path} to be ${entry.digest}, found ${told}` });
    }
  } else if (known === undefined || !isSameStamp(known, stamp)) {
    if (known === undefined) {
      const facts = await factsOfFile(place, path);
      inventory.put({
        ...{ path, ...stamp, ...facts, facets: { ...facetsOf(entry), ...facts.facets } },
        ...{ digests: [], state: 'unknown', origin: 'import', addedAt: isoTime(now()) },
      });
    }
  }
  takeName(inventory, path, entry);
  return path;
}

/** The file of an entry: at the end of its path that is a path here, else the only one with its digest. */
async function findHere(
  repository: Repository,
  inventory: Inventory,
  { path, file, digest }: ForeignImage,
): Promise<{ path: string; place: string; stamp: FileStamp } | undefined> {
  const withDigest = digest === undefined ? [] : inventory.withDigest(digest).map((one) => one.path);
  for (const candidate of [...endsOf(path ?? file ?? ''), ...withDigest]) {
    const place = await placeOf(repository, candidate).catch(() => undefined);
    const stamp = place === undefined ? undefined : await stampAt(place);
    if (place !== undefined && stamp !== undefined) return { path: candidate, place, stamp };
  }
  return undefined;
}

/** `C:\ISOs\Linux\a.iso` may be `ISOs/Linux/a.iso`, `Linux/a.iso` or `a.iso` here. */
function endsOf(path: string): string[] {
  const names = path
    .replace(/^[A-Za-z]:/, '')
    .split(/[/\\]+/)
    .filter((name) => name !== '' && name !== '.');
  return names
    .map((_, index) => names.slice(index).join('/'))
    .filter((end) => checkRepositoryPath(end) === undefined);
}

async function takeMissing(
  repository: Repository,
  inventory: Inventory,
  entry: ForeignImage,
  index: ImageIndex,
  report: ImportReport,
  now: Date,
): Promise<string> {
  const written = entry.path ?? entry.file ?? '';
  const isOutside = /^(?:[A-Za-z]:|[/\\])/.test(written);
  const path = isOutside ? endsOf(written).at(-1) : endsOf(written)[0];
  if (path === undefined) {
    const message = `expected the path of a file, found ${quote(written)}`;
    throw new OsdexError('name-refused', message, { path: written });
  }
  report.missingFiles += 1;
  const known = inventory.get(path);
  if (known !== undefined) {
    inventory.put(goneMissing(known));
    return path;
  }
  const digests = parseDigest(entry.digest ?? '') === undefined ? [] : [entry.digest as Digest];
  const image = index.find(digests);
  const facts = image && factsOfImage(image, digests, isoDay(now));
  inventory.put({
    ...{ path, sizeBytes: entry.sizeBytes ?? 0, modifiedMs: 0, inode: '', facets: facetsOf(entry), digests },
    ...{ origin: 'import', addedAt: isoTime(now) },
    ...facts,
    ...{ state: 'missing', was: 'unknown' },
  });
  takeName(inventory, path, entry);
  const reason = 'an inventory that was imported has it';
  await addRecord(repository, { event: 'found-missing', path, digest: digests[0], reason }, now);
  return path;
}

/** A name that says more than the file's own, where no other file has it. */
function takeName(inventory: Inventory, path: string, { title, path: written }: ForeignImage): void {
  const file = inventory.get(path);
  if (title === undefined || file === undefined || file.name !== undefined || file.id !== undefined) return;
  const isOwn = title === stemOf(written ?? path) || title === stemOf(path);
  if (!isGivenName(title) || isOwn || inventory.all().some(({ name }) => name === title)) return;
  inventory.put({ ...file, name: title });
}

function facetsOf({ release, arch, language }: ForeignImage): InventoryFile['facets'] {
  const ours = parseArchitecture(arch ?? '');
  return {
    ...(release === undefined ? {} : { release }),
    ...(ours === undefined ? {} : { arch: ours }),
    ...(language === undefined ? {} : { language }),
  };
}

function forgetOthers(inventory: Inventory, named: ReadonlySet<string>, report: ImportReport): void {
  inventory.together(() => {
    for (const { path } of inventory.all()) {
      if (named.has(path)) continue;
      inventory.forget(path);
      report.forgotten.push(path);
    }
  });
}

function stopped(done: number, all: number): OsdexError {
  return new OsdexError('stopped', `stopped after ${done} of ${all} entries, which are taken; run it again`);
}
