import { parseDigest } from '../../core/digest-text.ts';
import type { DigestAlgorithm } from '../../core/digest-text.ts';
import { Digest } from '../../core/digest.ts';
import { counted } from '../../core/counted.ts';
import { quote } from '../../core/formats/mirror-file.ts';
import { isoTime } from '../../core/names.ts';
import { isSameStamp } from '../inventory/file-stamp.ts';
import { goneBad, goodAgain } from '../inventory/file-state.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { INCOMING, readIncomingPath } from '../remote/store.ts';
import type { StoredFile } from '../remote/store.ts';
import type { Side } from './side.ts';

/** A file that a side has, whose bytes are known. */
export interface SideFile {
  path: string;
  sizeBytes: number;
  modifiedMs: number;
  /** `sha256:<hex>`. */
  digest: string;
  /** What the side's inventory knows of it; undefined where nobody scanned it. */
  record: InventoryFile | undefined;
}

/** What a side has. It is kept up to date while files come and go. */
export interface Holdings {
  files: Map<string, SideFile>;
  /** Whole files that a run which was killed left on their way. */
  leftovers: Map<string, SideFile>;
  /** Paths at which other bytes lie than the inventory says. */
  bad: Set<string>;
  /** Paths that the inventory has and at which nothing lies. */
  missing: Set<string>;
  /** What a person should know of it. */
  notes: string[];
}

export interface SurveyMeans {
  now: () => Date;
  /** Nothing is written, not even what was found. */
  isDryRun: boolean;
  /** How much was read to know a file's digest, and which. */
  onRead?: (path: string, count: number) => void;
}

/**
 * What a side has: the digests of its inventory, for files that are still the same; the bytes of all others are read, or
 * asked for where the store knows their digest.
 *
 * @throws OsdexError as the store does.
 */
export async function survey({ store, ledger }: Side, means: SurveyMeans): Promise<Holdings> {
  const holdings: Holdings = {
    files: new Map(),
    leftovers: new Map(),
    bad: new Set(),
    missing: new Set(),
    notes: [],
  };
  const { files, passedOver } = await store.list();
  let unscanned = 0;
  for (const stored of files) {
    if (stored.path.startsWith(`${INCOMING}/`)) {
      await surveyLeftover(stored);
      continue;
    }
    const known = ledger.get(stored.path);
    const file = await surveyFile(stored, known);
    if (file === undefined) holdings.bad.add(stored.path);
    else holdings.files.set(stored.path, file);
    if (known === undefined && !ledger.takesUnscanned) unscanned++;
  }
  for (const { path } of ledger.all())
    if (!holdings.files.has(path) && !holdings.bad.has(path)) holdings.missing.add(path);
  if (unscanned > 0) {
    holdings.notes.push(
      `${counted(unscanned, 'file')} of ${store.name} ${unscanned === 1 ? 'is' : 'are'} not in its inventory; "osdex mirror scan" finds out what they are`,
    );
  }
  for (const { path, reason } of passedOver)
    holdings.notes.push(`${quote(path)} of ${store.name} is left alone: ${reason}`);
  return holdings;

  async function surveyLeftover(stored: StoredFile): Promise<void> {
    const wanted = readIncomingPath(stored.path);
    const isWhole = wanted?.sizeBytes === stored.sizeBytes;
    const [digest] = isWhole ? await store.digests(stored.path, ['sha256'], reading(stored.path)) : [];
    if (digest !== undefined && digest === wanted?.digest)
      holdings.leftovers.set(stored.path, { ...stored, digest, record: undefined });
    else if (!means.isDryRun) await store.discard(stored.path);
  }

  /** Undefined where its bytes are not those of the inventory. */
  async function surveyFile(
    stored: StoredFile,
    known: InventoryFile | undefined,
  ): Promise<SideFile | undefined> {
    if (known !== undefined && isSame(known, stored)) {
      if (known.state === 'bad') return undefined;
      const digest = known.digests.find((one) => one.startsWith('sha256:'));
      if (known.state !== 'missing' && digest !== undefined) return { ...stored, digest, record: known };
    }
    const algorithms = new Set<DigestAlgorithm>(['sha256']);
    for (const digest of known?.digests ?? []) algorithms.add(parseDigest(digest)?.algorithm ?? 'sha256');
    const digests = await store.digests(stored.path, [...algorithms], reading(stored.path));
    const wrong = known?.digests.find((digest) => !digests.includes(digest));
    const record = recordOf(stored, known, digests, wrong !== undefined);
    if ((known !== undefined || ledger.takesUnscanned) && !means.isDryRun) {
      ledger.put(record);
      if (wrong !== undefined)
        await ledger.record({
          event: 'found-bad',
          path: stored.path,
          digest: wrong,
          reason: `found ${digests.join(' ')}`,
        });
    }
    return wrong === undefined
      ? { ...stored, digest: digests[0] ?? '', record: known === undefined ? undefined : record }
      : undefined;
  }

  function recordOf(
    { path, sizeBytes, modifiedMs, inode }: StoredFile,
    known: InventoryFile | undefined,
    found: readonly string[],
    isBad: boolean,
  ): InventoryFile {
    const checkedAt = isoTime(means.now());
    const now = { path, sizeBytes, modifiedMs, inode, checkedAt };
    const digests = found.map((digest) => Digest.parse(digest));
    if (known === undefined)
      return { ...now, digests, state: 'unknown', facets: {}, origin: 'scan', addedAt: checkedAt };
    if (isBad) return { ...goneBad(known), ...now };
    return { ...goodAgain(known), ...now, digests: [...new Set([...known.digests, ...digests])] };
  }

  function reading(path: string): (count: number) => void {
    return (count) => means.onRead?.(path, count);
  }
}

function isSame(known: InventoryFile, stored: StoredFile): boolean {
  if (stored.inode !== '') return isSameStamp(known, stored);
  // A remote may tell the time to the second in one answer and to less in another.
  const seconds = [known, stored].map(({ modifiedMs }) => Math.trunc(modifiedMs / 1000));
  return known.sizeBytes === stored.sizeBytes && seconds[0] === seconds[1];
}
