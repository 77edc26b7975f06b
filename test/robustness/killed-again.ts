/**
 * Does to the file system what a crawl did, in the same order, and is killed at a step:
 * `killed-again.ts STEPS FOLDER OTHER-FOLDER STEP`, where STEPS were written by `kill-switch.ts` about FOLDER, and
 * are done to OTHER-FOLDER. A process that loads no crawler is killed in a tenth of the time of one that does.
 */
import fs from 'node:fs';
import type { Step } from './kill-switch.ts';

const [file = '', folder = '', otherFolder = '', killAt = ''] = process.argv.slice(2);
const steps = JSON.parse(fs.readFileSync(file, 'utf8').replaceAll(folder, otherFolder)) as Step[];
const run = {
  ...fs,
  syncSync: () => undefined,
  openSync: (path: string, flags: string) => fs.closeSync(fs.openSync(path, flags)),
};
const functions = new Map(Object.entries(run as unknown as Record<string, (...args: unknown[]) => unknown>));

for (const [name, ...args] of steps.slice(0, Number(killAt) - 1)) {
  try {
    functions.get(`${name}Sync`)?.(...args);
  } catch (error) {
    // What failed for the crawl fails here too, and the crawl had an answer to it.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
process.kill(process.pid, 'SIGKILL');
