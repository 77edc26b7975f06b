import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const KILL_SWITCH = fileURLToPath(new URL('./kill-switch.ts', import.meta.url));

/** A process that lives for a moment has nothing to collect: a third of its time went there. */
const FOR_A_MOMENT = ['--min-semi-space-size=64', '--v8-pool-size=1'];

/** How a program ended that may have been killed. */
export interface Ended {
  exit: number | null;
  signal: NodeJS.Signals | null;
  out: string;
  err: string;
}

/**
 * Runs a program of ours until it is killed at a step of `kill-switch.ts`, or to its end.
 *
 * @returns how it ended, and how many steps there were when it was not killed.
 */
export async function runKilled(
  killAt: number | undefined,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Ended & { steps: number }> {
  const kill = killAt === undefined ? {} : { OSDEX_KILL_AT: String(killAt) };
  const ended = await runOurs(['--import', KILL_SWITCH, ...args], { ...env, ...kill });
  return { ...ended, steps: Number(/^steps (\d+)$/m.exec(ended.err)?.[1] ?? 0) };
}

/** Runs a program of ours to its end, whichever that is. */
export async function runOurs(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = spawn(process.execPath, [...FOR_A_MOMENT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // Compiled code is kept, so that hundreds of starts are soon done.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'osdex-test-compiled'), ...process.env, ...env },
  });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  const [exit, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  return { exit, signal, ...printed };
}
