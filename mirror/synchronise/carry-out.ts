import pLimit from 'p-limit';
import { Digest } from '../../core/digest.ts';
import { OsdexError } from '../../core/error.ts';
import { isoTime } from '../../core/names.ts';
import { goneBad } from '../inventory/file-state.ts';
import type { InventoryFile } from '../inventory/inventory-file.ts';
import { readIncomingPath } from '../remote/store.ts';
import type { StoredFile } from '../remote/store.ts';
import type { Step } from './arrange.ts';
import type { Side } from './side.ts';
import type { Holdings, SideFile } from './survey.ts';

/** A side with what it has. */
export interface Party extends Side {
  holdings: Holdings;
}

export interface CarryOutMeans {
  now: () => Date;
  signal?: AbortSignal | undefined;
  /** Something failed before. */
  hasFailed: boolean;
  /** Files that are sent at a time. */
  parallel: number;
  onBytes: (count: number) => void;
  onStep: (step: Step) => void;
  onFailure: (step: Step, error: OsdexError) => void;
}

/** What a killed run at a remote may have to ask anew, in ms of work. */
const SAVED_EVERY_MS = 30_000;

/** Nothing more can be written here. */
const NO_MORE = new Set(['ENOSPC', 'EDQUOT', 'EROFS']);

/**
 * Does the steps at one side. One that fails stops no other, unless nothing more can be written; but what nobody wants
 * any more is put into the trash only when all the others were done.
 *
 * @returns how many bytes were sent.
 */
export async function carryOut(
  steps: readonly Step[],
  receiver: Party,
  sender: Party,
  means: CarryOutMeans,
): Promise<number> {
  let sentBytes = 0;
  let isGood = !means.hasFailed;
  let goesOn = true;
  let savedAt = means.now().getTime();

  const tryStep = async (step: Step, work: () => Promise<void>): Promise<void> => {
    if (!goesOn || means.signal?.aborted || (step.kind === 'trash' && !isGood)) return;
    try {
      await work();
      means.onStep(step);
    } catch (error) {
      if (!(error instanceof OsdexError)) throw error;
      isGood = false;
      if (error.code === 'stopped' || hasNoMore(error)) goesOn = false;
      means.onFailure(step, error);
    }
    if (means.now().getTime() - savedAt < SAVED_EVERY_MS) return;
    savedAt = means.now().getTime();
    // Where it fails now it is tried again at the end, and told then.
    await receiver.ledger.save().catch(() => undefined);
  };

  const inTurns = pLimit(means.parallel);
  for (const group of groups(steps)) {
    await Promise.all(group.map((step) => inTurns(() => tryStep(step, () => doStep(step)))));
  }
  return sentBytes;

  async function doStep(step: Step): Promise<void> {
    switch (step.kind) {
      case 'move':
      case 'copy':
        return step.from === undefined ? undefined : moveOrCopy(step, step.from);
      case 'send':
        return send(step);
      case 'trash':
        return trash(step.path, 'not in the source');
      case 'discard':
        return receiver.store.discard(step.path);
    }
  }

  async function moveOrCopy(step: Step, from: string): Promise<void> {
    const { store, ledger, holdings } = receiver;
    const file = holdings.files.get(from) ?? holdings.leftovers.get(from);
    if (file === undefined)
      throw new OsdexError('file-missing', `expected ${from} at ${store.name}, found nothing`);
    await makeWay(step.path);
    const isMove = step.kind === 'move';
    const stored = isMove ? await store.move(from, step.path) : await store.copy(from, step.path, step);
    take(stored, file, step);
    if (isMove) {
      holdings.files.delete(from);
      ledger.forget(from);
    }
    const event = isMove ? 'moved' : 'linked';
    await receiver.ledger.record({
      event,
      path: step.path,
      digest: step.digest,
      sizeBytes: step.sizeBytes,
      from,
    });
  }

  async function send(step: Step): Promise<void> {
    const file = await sendOne(step);
    const facts = {
      event: 'copied',
      path: step.path,
      digest: step.digest,
      sizeBytes: step.sizeBytes,
    } as const;
    await receiver.ledger.record({ ...facts, from: `${sender.store.name}: ${file.path}` });
    await sender.ledger.record({ ...facts, path: file.path, to: `${receiver.store.name}: ${step.path}` });
  }

  /** From whichever of the sender's files has these bytes: one that turns out to be bad leaves it to the next. */
  async function sendOne(step: Step): Promise<SideFile> {
    for (let isAskedAgain = false; ;) {
      const file = [...sender.holdings.files.values()].find(({ digest }) => digest === step.digest);
      if (file === undefined)
        throw new OsdexError(
          'file-missing',
          `expected ${step.digest} at ${sender.store.name}, found it nowhere any more`,
        );
      try {
        const stored = await receiver.store.write({
          path: step.path,
          digest: step.digest,
          sizeBytes: step.sizeBytes,
          read: (fromByte) => counting(sender.store.read(file.path, fromByte)),
          origin: `${sender.store.name}: ${file.path}`,
          onBytes: means.onBytes,
          makeWay: () => makeWay(step.path),
        });
        take(stored, file, step);
        return file;
      } catch (error) {
        if (!(error instanceof OsdexError && error.code === 'digest-mismatch')) throw error;
        // What was there of an earlier run, or the way, may have been bad; read twice, the file is.
        if (isAskedAgain) await condemn(file, error);
        if (isAskedAgain && !hasOther(step.digest)) throw error;
        isAskedAgain = !isAskedAgain;
      }
    }
  }

  function hasOther(digest: string): boolean {
    return [...sender.holdings.files.values()].some((file) => file.digest === digest);
  }

  async function condemn(file: SideFile, { found }: OsdexError): Promise<void> {
    const { holdings, ledger } = sender;
    holdings.files.delete(file.path);
    holdings.bad.add(file.path);
    if (file.record !== undefined) ledger.put({ ...goneBad(file.record), checkedAt: isoTime(means.now()) });
    const reason = `found ${found ?? 'other bytes'}`;
    await sender.ledger.record({ event: 'found-bad', path: file.path, digest: file.digest, reason });
  }

  async function* counting(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sentBytes += chunk.length;
      yield chunk;
    }
  }

  async function makeWay(path: string): Promise<void> {
    const { files, bad } = receiver.holdings;
    if (files.has(path) || bad.has(path)) await trash(path, 'replaced');
  }

  async function trash(path: string, reason: string): Promise<void> {
    const { store, ledger, holdings } = receiver;
    const file = holdings.files.get(path);
    const to = await store.trash(path, { file: ledger.get(path), reason });
    holdings.files.delete(path);
    holdings.bad.delete(path);
    ledger.forget(path);
    await receiver.ledger.record({
      event: 'trashed',
      path,
      digest: file?.digest,
      sizeBytes: file?.sizeBytes,
      to,
      reason,
    });
  }

  /** From now on the receiver has it, and knows of it what is known where it came from. */
  function take(stored: StoredFile, file: SideFile, { kind, digest }: Step): void {
    const { ledger, holdings } = receiver;
    const known = file.record ?? knowledgeOf(digest);
    const record = known && recordAt(stored, known, kind === 'move' && file.record !== undefined);
    if (readIncomingPath(stored.path) !== undefined) {
      holdings.leftovers.set(stored.path, { ...stored, digest, record });
      return;
    }
    holdings.files.set(stored.path, { ...stored, digest, record });
    if (record !== undefined) ledger.put(record);
    else if (ledger.takesUnscanned) ledger.put(recordAt(stored, newRecord(stored, digest), false));
  }

  function knowledgeOf(digest: string): InventoryFile | undefined {
    for (const { holdings } of [sender, receiver])
      for (const file of holdings.files.values())
        if (file.digest === digest && file.record !== undefined) return file.record;
    return undefined;
  }

  function recordAt(stored: StoredFile, known: InventoryFile, isMoved: boolean): InventoryFile {
    const { path, sizeBytes, modifiedMs, inode } = stored;
    const at = { path, sizeBytes, modifiedMs, inode };
    if (isMoved) return { ...known, ...at };
    const time = isoTime(means.now());
    return { ...known, ...at, addedAt: time, checkedAt: time };
  }

  function newRecord(stored: StoredFile, digest: string): InventoryFile {
    const time = isoTime(means.now());
    const digests = [Digest.parse(digest)];
    return { ...stored, digests, state: 'unknown', facets: {}, origin: sender.store.name, addedAt: time };
  }
}

/** One after the other, but for what is sent. */
function groups(steps: readonly Step[]): Step[][] {
  const grouped: Step[][] = [];
  for (const step of steps) {
    const last = grouped.at(-1);
    if (step.kind === 'send' && last?.[0]?.kind === 'send') last.push(step);
    else grouped.push([step]);
  }
  return grouped;
}

function hasNoMore({ cause }: OsdexError): boolean {
  return cause instanceof Error && 'code' in cause && NO_MORE.has(String(cause.code));
}
