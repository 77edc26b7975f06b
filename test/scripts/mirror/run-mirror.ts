import { fileURLToPath } from 'node:url';
import { runProgram } from '../../../scripts/program.ts';
import type { Finished } from '../../../scripts/program.ts';

const LAUNCH = fileURLToPath(new URL('../../../scripts/launch.mjs', import.meta.url));

/** Runs `osdex mirror …` in a folder. */
export function runMirror(folder: string, ...args: string[]): Promise<Finished> {
  return runProgram(process.execPath, [LAUNCH, 'mirror', ...args], process.env, folder);
}
