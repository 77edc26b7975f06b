/** The thread that writes and hashes files; hash-write-thread.ts speaks with it. */
import { parentPort } from 'node:worker_threads';
import { reasonOf } from '../core/error.ts';
import { openHashWriter } from './hash-write.ts';
import type { HashWriter } from './hash-write.ts';
import type { Reply, Request } from './hash-write-thread.ts';

interface Open {
  writer: HashWriter;
  slots: readonly SharedArrayBuffer[];
}

const files = new Map<number, Open>();
const reply = (message: Reply): void => parentPort?.postMessage(message);

parentPort?.on('message', (request: Request) => {
  const { file: number } = request;
  try {
    if (request.kind === 'open') {
      const { path, algorithm, fromByte, slots } = request;
      files.set(number, { writer: openHashWriter(path, algorithm, fromByte), slots });
      reply({ file: number, kind: 'open' });
      return;
    }
    const open = files.get(number);
    if (open === undefined) return;
    if (request.kind === 'write') {
      const slot = open.slots[request.slot];
      if (slot !== undefined) open.writer.write(new Uint8Array(slot, 0, request.bytes));
      reply({ file: number, kind: 'free', slot: request.slot });
      return;
    }
    files.delete(number);
    if (request.kind === 'close') open.writer.close();
    reply({ file: number, kind: 'done', hex: request.kind === 'end' ? open.writer.end() : '' });
  } catch (error) {
    const open = files.get(number);
    files.delete(number);
    try {
      open?.writer.close();
    } catch {
      // What is told is what came first.
    }
    reply({ file: number, kind: 'failed', reason: reasonOf(error) });
  }
});
