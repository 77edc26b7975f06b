import { counted } from '../../core/counted.ts';
import { OsdexError } from '../../core/error.ts';
import { formatSize } from '../../core/format-size.ts';
import { arrange } from './arrange.ts';
import type { Step } from './arrange.ts';
import { carryOut } from './carry-out.ts';
import type { Party } from './carry-out.ts';
import { openSide, requireTwoPlaces } from './side.ts';
import type { Place } from './side.ts';
import { survey } from './survey.ts';
import type { Holdings } from './survey.ts';
import { agree, AS_IT_IS } from './wanted.ts';
import type { Agreement, Conflict, Mode } from './wanted.ts';

export interface SynchroniseOptions {
  mode: Mode;
  /** Only tells what would be done. */
  isDryRun?: boolean;
  /** Whether the destination may give up most of what it has, and what the source has lost. */
  isSure?: boolean;
  /** Files that are sent at a time. */
  parallel?: number;
}

export interface SynchroniseMeans {
  now: () => Date;
  signal?: AbortSignal | undefined;
  /** How much was read of a file whose digest nobody knows. */
  onRead?: (path: string, count: number) => void;
  /** Bytes that were sent, of those that are to be. */
  onProgress?: (doneBytes: number, totalBytes: number) => void;
  onStep?: (step: SideStep) => void;
}

/** What is done, and at which side. */
export interface SideStep extends Step {
  side: 'source' | 'destination';
}

/** What came of it; of a dry run, what would. */
export interface Synchronised {
  source: string;
  destination: string;
  done: SideStep[];
  failed: { step?: SideStep; error: OsdexError }[];
  conflicts: Conflict[];
  /** Sentences for a person. */
  notes: string[];
  /** Files that were there already. */
  unchanged: number;
  sentBytes: number;
}

const PARALLEL = 2;

/**
 * Makes two repositories agree, each in a folder or at a remote. Differences are told by digest; nothing is sent that is
 * there, and nothing appears at its path unless its bytes were hashed on the way and are the source's. What was stopped
 * is gone on with by the same call.
 *
 * @throws OsdexError `usage`, `too-many-gone` where the destination would lose most of what it has, `catalog-locked`,
 *   `write-failed`, `network`, `not-found`, `stopped`: before anything was done.
 */
export async function synchronise(
  from: Place,
  to: Place,
  options: SynchroniseOptions,
  means: SynchroniseMeans,
): Promise<Synchronised> {
  await requireTwoPlaces(from, to);
  const { isDryRun = false } = options;
  const opened: { close(): Promise<void> }[] = [];
  try {
    const sideOf = async (place: Place, makes: boolean): Promise<Party> => {
      const side = await openSide(place, makes, { ...means, isDryRun });
      opened.push(side.ledger);
      return { ...side, holdings: await survey(side, { ...means, isDryRun }) };
    };
    const source = await sideOf(from, false);
    const destination = await sideOf(to, true);
    return await between(source, destination, options, means);
  } finally {
    for (const side of opened.toReversed()) await side.close();
  }
}

async function between(
  source: Party,
  destination: Party,
  { mode, isDryRun = false, isSure = false, parallel = PARALLEL }: SynchroniseOptions,
  means: SynchroniseMeans,
): Promise<Synchronised> {
  const agreement = agree(mode, source.holdings, destination.holdings, isSure);
  const sizes = sizesOf([source.holdings, destination.holdings]);
  const plans = [
    { side: 'destination', receiver: destination, sender: source, wanted: agreement.destination },
    { side: 'source', receiver: source, sender: destination, wanted: agreement.source },
  ] as const;
  const planned = plans.flatMap(({ wanted, ...plan }) =>
    wanted === undefined ? [] : { ...plan, steps: arrange(plan.receiver.holdings, wanted, sizes) },
  );
  const result: Synchronised = {
    source: source.store.name,
    destination: destination.store.name,
    done: [],
    failed: badFiles(source, destination, agreement),
    conflicts: agreement.conflicts,
    notes: notesOf(source, destination, mode, agreement),
    unchanged: [...destination.holdings.files].filter(
      ([path, { digest }]) => agreement.destination.get(path) === digest,
    ).length,
    sentBytes: 0,
  };
  const guard =
    mode === 'mirror' && !isSure ? refusalOf(source, destination, planned[0]?.steps ?? []) : undefined;
  if (isDryRun) {
    if (guard !== undefined) result.notes.push(guard.message);
    for (const { side, steps } of planned) result.done.push(...steps.map((step) => ({ ...step, side })));
    return result;
  }
  if (guard !== undefined) throw guard;
  for (const { receiver, steps } of planned) await requireRoom(receiver, steps);

  const totalBytes = sum(planned.flatMap(({ steps }) => steps).filter(({ kind }) => kind === 'send'));
  let doneBytes = 0;
  for (const { side, receiver, sender, steps } of planned) {
    result.sentBytes += await carryOut(steps, receiver, sender, {
      ...means,
      hasFailed: result.failed.length > 0,
      parallel,
      onBytes(count) {
        doneBytes += count;
        means.onProgress?.(doneBytes, totalBytes);
      },
      onStep(step) {
        result.done.push({ ...step, side });
        means.onStep?.({ ...step, side });
      },
      onFailure: (step, error) => result.failed.push({ step: { ...step, side }, error }),
    });
  }
  tellWhatIsLeft(
    result,
    planned.flatMap(({ steps }) => steps),
    means.signal,
  );
  const hasFailed = result.failed.length > 0;
  for (const { ledger, store } of [source, destination]) {
    try {
      if (!hasFailed) await store.tidy();
      await ledger.save();
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      result.failed.push({ error });
    }
  }
  return result;
}

function tellWhatIsLeft(result: Synchronised, steps: readonly Step[], signal: AbortSignal | undefined): void {
  const { done, failed, notes } = result;
  const left = steps.length - done.length - failed.filter(({ step }) => step !== undefined).length;
  if (left <= 0) return;
  if (signal?.aborted && !failed.some(({ error }) => error.code === 'stopped'))
    failed.push({ error: new OsdexError('stopped', 'stopped; the same command goes on from there') });
  notes.push(
    `${counted(left, 'step')} left undone, since others failed; the same command goes on from there`,
  );
}

function sizesOf(both: readonly Holdings[]): Map<string, number> {
  const files = both.flatMap(({ files: all, leftovers }) => [...all.values(), ...leftovers.values()]);
  return new Map(files.map(({ digest, sizeBytes }) => [digest, sizeBytes]));
}

/** A source that is empty, or was cut short, is no reason to empty the destination. */
function refusalOf(source: Party, destination: Party, steps: readonly Step[]): OsdexError | undefined {
  const gone = steps.filter(({ kind }) => kind === 'trash').length;
  if (gone === 0) return undefined;
  const has = source.holdings.files.size;
  const had = destination.holdings.files.size;
  const why =
    has === 0
      ? `${source.store.name} has no files`
      : has < had / 2
        ? `${source.store.name} has ${counted(has, 'file')}, less than half of the ${had} of ${destination.store.name}`
        : destination.isKnown
          ? undefined
          : `osdex kept no repository at ${destination.store.name} before`;
  if (why === undefined) return undefined;
  return new OsdexError(
    'too-many-gone',
    `expected a source that lists what there is, found that ${why}: ${counted(gone, 'file')} there would go to the trash; say --yes where that is meant`,
    { found: String(gone) },
  );
}

/** What is bad and stays so. */
function badFiles(source: Party, destination: Party, agreement: Agreement): Synchronised['failed'] {
  const sides = [
    { side: source, wanted: agreement.source },
    { side: destination, wanted: agreement.destination },
  ];
  return sides.flatMap(({ side: { store, holdings }, wanted }) =>
    [...holdings.bad]
      .filter((path) => (wanted === undefined ? AS_IT_IS : wanted.get(path)) === AS_IT_IS)
      .map((path) => {
        const where = `${store.name}: ${path}`;
        const message = `expected the bytes that the inventory has, found others, ${where}; it was not sent ("osdex mirror repair" fetches it anew)`;
        return { error: new OsdexError('digest-mismatch', message, { path: where }) };
      }),
  );
}

function notesOf(source: Party, destination: Party, mode: Mode, { kept, conflicts }: Agreement): string[] {
  const notes = [...source.holdings.notes, ...destination.holdings.notes];
  const { missing } = source.holdings;
  if (missing.size > 0) {
    const those = missing.size === 1 ? 'is' : 'are';
    notes.push(
      `${counted(missing.size, 'file')} of ${source.store.name} ${those} in its inventory and not there`,
    );
  }
  if (kept.length > 0 && mode === 'mirror') {
    notes.push(
      `${counted(kept.length, 'file')} of ${destination.store.name} stay, since the source lost them and did not give them up`,
    );
  }
  for (const { path, otherPath } of conflicts)
    notes.push(`two files of the path ${path}: the younger one keeps it, the other is ${otherPath}`);
  return notes;
}

/** @throws OsdexError `write-failed`. */
async function requireRoom({ store }: Party, steps: readonly Step[]): Promise<void> {
  const coming = steps.filter(({ kind }) => kind === 'send');
  if (coming.length === 0) return;
  const { neededBytes, freeBytes } = await store.room(coming);
  if (freeBytes === undefined || neededBytes <= freeBytes) return;
  throw new OsdexError(
    'write-failed',
    `expected ${formatSize(neededBytes)} of room at ${store.name}, found ${formatSize(freeBytes)}; make room or choose another place`,
    { path: store.name },
  );
}

function sum(steps: readonly Step[]): number {
  return steps.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
}
