import { spawn } from 'node:child_process';
import { OsdexError, reasonOf } from '../core/error.ts';

/** A program of the system, and how to get it. */
export interface Tool {
  command: string;
  /** Debian's package. */
  debian: string;
}

export interface ToolMeans {
  /** The folder it works in: what is named to it are names in there, which mean nothing else to any program. */
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** What it is told on its standard input. */
  input?: string;
}

export interface ToolOutput {
  out: string;
  err: string;
}

const TIMEOUT_MS = 60 * 60 * 1000;

/** More than the list of files of any image; a program that prints more is stopped. */
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/** How much of what a program said last is told. */
const TOLD_LINES = 3;

/**
 * Runs a program to its end, without a shell, with its messages in English.
 *
 * @throws OsdexError `not-found` where it is not installed, `stopped`, `timeout`, `too-large` where it prints without
 *   end, `tool-failed` with its last words.
 */
export async function runTool(
  { command, debian }: Tool,
  args: readonly string[],
  { cwd, env, signal, timeoutMs = TIMEOUT_MS, input = '' }: ToolMeans,
): Promise<ToolOutput> {
  if (signal?.aborted) throw stopped(command);
  const child = spawn(command, args, { cwd, env: { ...env, LC_ALL: 'C' } });
  let why: OsdexError | undefined;
  const stop = (error: OsdexError): void => {
    if (why !== undefined) return;
    why = error;
    // What it was writing is thrown away; xorriso, asked politely, would first write for seconds more.
    child.kill('SIGKILL');
  };
  const onAbort = (): void => stop(stopped(command));
  signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(
    () =>
      stop(
        new OsdexError('timeout', `expected ${command} to end in ${timeoutMs / 1000} s, found it at work`),
      ),
    timeoutMs,
  );
  const printed = { out: '', err: '' };
  const keep = (kind: keyof typeof printed) => (text: string) => {
    printed[kind] += text;
    if (printed[kind].length <= MAX_OUTPUT_BYTES) return;
    printed[kind] = '';
    stop(new OsdexError('too-large', `expected at most ${MAX_OUTPUT_BYTES} bytes of ${command}, found more`));
  };
  child.stdout.setEncoding('utf8').on('data', keep('out'));
  child.stderr.setEncoding('utf8').on('data', keep('err'));
  // One that ends without reading what it is told says why by how it ends.
  child.stdin.on('error', () => undefined).end(input);
  try {
    const exit = await new Promise<string>((done, fail) => {
      child.once('error', fail);
      child.once('close', (code, killedBy) => done(String(code ?? killedBy)));
    });
    if (why !== undefined) throw why;
    if (exit !== '0') throw failed(command, exit, printed);
    return printed;
  } catch (cause) {
    if (cause instanceof OsdexError) throw cause;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw missing(command, debian);
    throw new OsdexError('tool-failed', `expected ${command} to run, found: ${reasonOf(cause)}`, { cause });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/**
 * Makes sure that programs are there before anything long begins.
 *
 * @throws OsdexError `not-found` for the first that is not.
 */
export async function requireTools(tools: readonly Tool[], means: ToolMeans): Promise<void> {
  for (const tool of tools) {
    await runTool(tool, ['--version'], means).catch((error: unknown) => {
      // Some know no --version and say so; only one that is not there cannot be used.
      if (!(error instanceof OsdexError) || error.code !== 'tool-failed') throw error;
    });
  }
}

function missing(command: string, debian: string): OsdexError {
  return new OsdexError(
    'not-found',
    `expected the program ${command}, found none; install it (Debian, Ubuntu: apt install ${debian})`,
  );
}

function stopped(command: string): OsdexError {
  return new OsdexError('stopped', `stopped while ${command} was at work; nothing of it was kept`);
}

function failed(command: string, exit: string, { out, err }: ToolOutput): OsdexError {
  const lines = `${out}\n${err}`.split('\n').filter((line) => line.trim() !== '');
  const told = lines
    .slice(-TOLD_LINES)
    .map((line) => `\n  ${line.replaceAll(/\p{C}/gu, '?').slice(0, 300)}`)
    .join('');
  return new OsdexError('tool-failed', `expected ${command} to succeed, found it ended with ${exit}:${told}`);
}
