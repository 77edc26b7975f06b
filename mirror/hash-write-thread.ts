import { Worker } from 'node:worker_threads';

export type Request = { file: number } & (
  | { kind: 'open'; path: string; algorithm: string; fromByte: number; slots: SharedArrayBuffer[] }
  | { kind: 'write'; slot: number; bytes: number }
  | { kind: 'end' | 'close' }
);

export type Reply = { file: number } & (
  | { kind: 'open' }
  | { kind: 'free'; slot: number }
  | { kind: 'done'; hex: string }
  | { kind: 'failed'; reason: string }
);

/** Bytes on their way to the thread, which is handed many chunks of a connection at once. */
const SLOT_BYTES = 1024 * 1024;
const SLOTS = 3;

/** A file that a thread writes and hashes: what comes is taken while what came is hashed and written. */
export interface HashWriteThread {
  /** Waits where the thread has as much as it can hold. */
  write(chunk: Uint8Array): Promise<void>;
  end(): Promise<string>;
  close(): Promise<void>;
}

/** One for all files: two of them would need more memory, and processors that are busy with what comes. */
interface Thread {
  worker: Worker;
  files: Map<number, (reply: Reply) => void>;
}

let thread: Thread | undefined;
let lastFile = 0;

function theThread(): Thread {
  if (thread !== undefined) return thread;
  // It is a .js file where the package is installed.
  const program = new URL(`./hash-write-worker${import.meta.url.slice(-3)}`, import.meta.url);
  const files: Thread['files'] = new Map();
  // It needs no flags of whoever runs us, and hardly any memory.
  const worker = new Worker(program, { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 2 } });
  const fail = (reason: string): void => {
    thread = undefined;
    for (const [file, tell] of files) tell({ file, kind: 'failed', reason });
  };
  worker.on('error', (error) => fail(String(error)));
  worker.on('exit', () => fail('the thread that writes has ended'));
  worker.on('message', (reply: Reply) => files.get(reply.file)?.(reply));
  thread = { worker, files };
  return thread;
}

/** @throws Error with what the disk says, at the next call of any kind. */
export async function openHashWriteThread(
  path: string,
  algorithm: string,
  fromByte: number,
): Promise<HashWriteThread> {
  const { worker, files } = theThread();
  const file = ++lastFile;
  const slots = Array.from({ length: SLOTS }, () => new SharedArrayBuffer(SLOT_BYTES));
  const free = slots.map((_, index) => index);
  let failure: Error | undefined;
  let wake: (() => void) | undefined;
  let isOpen = false;
  let hex: string | undefined;
  files.set(file, (reply) => {
    if (reply.kind === 'failed') failure ??= new Error(reply.reason);
    else if (reply.kind === 'open') isOpen = true;
    else if (reply.kind === 'free') free.push(reply.slot);
    else hex = reply.hex;
    wake?.();
  });
  // It keeps the process only while somebody waits for it.
  if (files.size === 1) worker.ref();
  const forget = (): void => {
    files.delete(file);
    if (files.size === 0) worker.unref();
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (failure === undefined && !isSo()) await new Promise<void>((resolve) => (wake = resolve));
    wake = undefined;
    if (failure === undefined) return;
    forget();
    throw failure;
  };

  let slot = -1;
  let filled = 0;
  const flush = (): void => {
    if (slot >= 0 && filled > 0)
      worker.postMessage({ file, kind: 'write', slot, bytes: filled } satisfies Request);
    slot = -1;
    filled = 0;
  };
  const finish = async (kind: 'end' | 'close'): Promise<string> => {
    flush();
    worker.postMessage({ file, kind } satisfies Request);
    await until(() => hex !== undefined);
    forget();
    return hex ?? '';
  };

  worker.postMessage({ file, kind: 'open', path, algorithm, fromByte, slots } satisfies Request);
  await until(() => isOpen);
  return {
    async write(chunk) {
      for (let from = 0; from < chunk.length;) {
        if (slot < 0) {
          if (free.length === 0 || failure !== undefined) await until(() => free.length > 0);
          slot = free.pop() ?? 0;
        }
        const part = chunk.subarray(from, from + SLOT_BYTES - filled);
        const buffer = slots[slot];
        if (buffer !== undefined) new Uint8Array(buffer, filled).set(part);
        filled += part.length;
        from += part.length;
        if (filled === SLOT_BYTES) flush();
      }
    },
    end: () => finish('end'),
    close: async () => void (await finish('close')),
  };
}
