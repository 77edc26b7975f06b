import { spawn } from 'node:child_process';
import { OsdexError } from '../core/error.ts';

/** How a program ended and what it printed. */
export interface Finished {
  exit: number;
  out: string;
  err: string;
}

/**
 * Runs a program to its end, without a shell.
 *
 * @throws OsdexError `not-found` when there is no such program.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  cwd?: string,
): Promise<Finished> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env, cwd });
  const printed = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (printed.err += text));
  const exit = await new Promise<number>((done, fail) => {
    child.once('close', (code) => done(code ?? 1));
    child.once('error', (cause) =>
      fail(
        new OsdexError('not-found', `expected the program "${command}", found: ${cause.message}`, { cause }),
      ),
    );
  });
  return { exit, ...printed };
}
