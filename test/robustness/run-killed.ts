import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KILL_SWITCH = fileURLToPath(new URL('./kill-switch.ts', import.meta.url));

/** How a program ended that may have been killed. */
export interface Killed {
  exit: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
  /** How many steps there were, when it was not killed. */
  steps: number;
}

/** Runs a program of ours until it is killed at a step of `kill-switch.ts`, or to its end. */
export async function runKilled(
  killAt: number | undefined,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Killed> {
  const child = spawn(process.execPath, ['--import', KILL_SWITCH, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // Compiled code is kept, so that hundreds of starts are soon done.
      NODE_COMPILE_CACHE: join(tmpdir(), 'osdex-test-compiled'),
      ...env,
      ...(killAt === undefined ? {} : { OSDEX_KILL_AT: String(killAt) }),
    },
  });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  const [exit, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { exit, signal, ...printed, steps: Number(/^steps (\d+)$/m.exec(printed.err)?.[1] ?? 0) };
}
