import { join } from 'node:path';
import pLimit from 'p-limit';
import { counted } from '../../core/counted.ts';
import { parseDigest } from '../../core/digest-text.ts';
import { OsdexError } from '../../core/error.ts';
import { isoTime } from '../../core/names.ts';
import { addRecord } from '../record-log.ts';
import type { Repository } from '../repository.ts';
import { checkStructure } from '../structure/read-structure.ts';
import { differingRanges, tellRanges } from './byte-ranges.ts';
import type { ByteRange } from './byte-ranges.ts';
import { isSameStamp, stampAt } from './file-stamp.ts';
import { goneBad, goneMissing, goodAgain, isVouchedFor } from './file-state.ts';
import { putPieces } from './inventory.ts';
import type { Inventory, SizedPieces } from './inventory.ts';
import type { InventoryFile } from './inventory-file.ts';
import { readBytes } from './read-bytes.ts';

export interface VerifyMeans {
  now: () => Date;
  signal?: AbortSignal | undefined;
  /** Bytes that were read, of so many that have to be. */
  onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined;
}

/** What came of reading a file again; the reason is a sentence. */
export type Checked =
  | {
      kind: 'good';
      path: string;
      /** What its structure lacks all the same, as it was published. */ problems: string[];
    }
  | { kind: 'bad'; path: string; reason: string; ranges: ByteRange[] }
  | { kind: 'missing' | 'unreadable' | 'new'; path: string; reason: string };

export interface VerifyReport {
  /** In the order in which they were chosen. */
  files: Checked[];
  readBytes: number;
  /** Files of the inventory that are bad or missing now, also those that this run did not choose. */
  notGood: string[];
}

const READ_AT_ONCE = 2;

/**
 * Reads files again and compares their bytes with what is on record; what is found is on record then. For whoever has
 * the repository's lock.
 *
 * @throws OsdexError `stopped`, after all that was read is on record; `write-failed`.
 */
export async function verifyFiles(
  repository: Repository,
  inventory: Inventory,
  files: readonly InventoryFile[],
  means: VerifyMeans,
): Promise<VerifyReport> {
  const totalBytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  const onBytes = (bytes: number): void => {
    doneBytes += bytes;
    means.onProgress?.(doneBytes, totalBytes);
  };
  const inTurn = pLimit(READ_AT_ONCE);
  const checked = await Promise.all(
    files.map((file) =>
      inTurn(async () =>
        means.signal?.aborted ? undefined : verifyOne(repository, inventory, file, means, onBytes),
      ),
    ),
  );
  const done = checked.filter((one) => one !== undefined);
  if (means.signal?.aborted && done.length < files.length) {
    throw new OsdexError(
      'stopped',
      `stopped after ${done.length} of ${counted(files.length, 'file')}, which are on record as read; the next run goes on with the others`,
    );
  }
  const notGood = inventory.all().filter(({ state }) => state === 'bad' || state === 'missing');
  return { files: done, readBytes: doneBytes, notGood: notGood.map(({ path }) => path) };
}

async function verifyOne(
  repository: Repository,
  inventory: Inventory,
  file: InventoryFile,
  { now, signal }: VerifyMeans,
  onBytes: (bytes: number) => void,
): Promise<Checked | undefined> {
  const { path } = file;
  const place = join(repository.root, path);
  const stamp = await stampAt(place);
  if (stamp === undefined) {
    inventory.put(goneMissing(file));
    await addRecord(repository, { event: 'found-missing', path, digest: file.digests[0] }, now());
    return { kind: 'missing', path, reason: 'expected a file, found none' };
  }
  if (!isVouchedFor(file) && !isSameStamp(stamp, file))
    return { kind: 'new', path, reason: 'it was written to since; "osdex mirror scan" reads it' };
  if (file.digests.length === 0)
    return { kind: 'new', path, reason: 'nothing is on record of its bytes; "osdex mirror scan" reads it' };
  try {
    return await compareBytes(repository, inventory, file, place, { now, signal, onBytes });
  } catch (error) {
    if (!(error instanceof OsdexError)) throw error;
    if (error.code === 'stopped') return undefined;
    if (error.code !== 'file-missing' && error.code !== 'not-found') throw error;
    return { kind: 'unreadable', path, reason: error.message };
  }
}

async function compareBytes(
  repository: Repository,
  inventory: Inventory,
  file: InventoryFile,
  place: string,
  { now, ...way }: Pick<VerifyMeans, 'now' | 'signal'> & { onBytes: (bytes: number) => void },
): Promise<Checked> {
  const { path, digests } = file;
  const expected = inventory.piecesOf(digests);
  // Bytes that have one of their digests have the others too: the quickest is enough.
  const digest = digests.find((one) => one.startsWith('sha256:')) ?? digests[0] ?? '';
  const { algorithm = 'sha256' } = parseDigest(digest) ?? {};
  const isFirst = expected === undefined;
  const bytes = await readBytes(place, { algorithms: [algorithm], withPieces: isFirst, ...way });
  const problems = (await checkStructure(place)).map(({ message }) => message);
  const isSame = bytes.digests.some((found) => found === digest);
  const checked = { ...bytes.stamp, checkedAt: isoTime(now()) };
  // What is as it was published is good, whatever its structure lacks. Of one's own file nobody has said so.
  if (isSame && (problems.length === 0 || isVouchedFor(file))) {
    inventory.together(() => {
      inventory.put({ ...goodAgain(file), ...checked });
      if (isFirst) putPieces(inventory, bytes);
    });
    const event = { event: 'repaired', path, digest, reason: 'found good again' } as const;
    if (file.state === 'bad') await addRecord(repository, event, now());
    return { kind: 'good', path, problems };
  }
  const ranges = isSame || isFirst ? [] : await rangesOf(place, expected, way.signal);
  const where = ranges.length === 0 ? '' : `; ${tellRanges(ranges)} differ`;
  const reason = isSame ? problems.join('; ') : `expected ${digest}, found ${bytes.digests[0]}${where}`;
  inventory.put({ ...goneBad(file), ...checked });
  const event = { event: 'found-bad', path, digest, reason } as const;
  if (file.state !== 'bad') await addRecord(repository, event, now());
  return { kind: 'bad', path, reason, ranges };
}

/** Where a file is not what it was: only of one that went bad it is worth to read it once more for that. */
async function rangesOf(
  place: string,
  expected: SizedPieces,
  signal: AbortSignal | undefined,
): Promise<ByteRange[]> {
  const { pieceBytes } = expected;
  return differingRanges(expected, await readBytes(place, { algorithms: [], pieceBytes, signal }));
}
