import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { OsdexError } from '../../core/error.ts';
import type { ErrorCode } from '../../core/error.ts';

/**
 * How rclone is run: a command at a time, with the user's own configuration. It is never asked for a password, since its
 * standard input may be a file's bytes.
 *
 * @see https://rclone.org/commands/
 */
const ALWAYS = ['--ask-password=false'];

/** What is kept of its messages, in characters: the last ones tell why it ended. */
const MESSAGES = 4096;

/** After it was asked to end; then it is ended. */
const ENDING_MS = 5000;

/** A list of some hundred thousand files. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/** Its own words for: no such folder, no such file. */
const NOT_THERE = new Set([3, 4]);

export interface RcloneRun {
  args: readonly string[];
  /** What is asked of, for messages: `nas:images/a.iso`. */
  about: string;
  /** Of a failure that is none of the others. */
  code: Extract<ErrorCode, 'network' | 'write-failed'>;
  signal?: AbortSignal | undefined;
}

/**
 * What rclone prints.
 *
 * @throws OsdexError `file-missing` where what was asked for is not there, `not-found`, `stopped`, `too-large`, else
 *   the code of the run.
 */
export async function runRclone(run: RcloneRun): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of readRclone(run)) {
    bytes += chunk.length;
    if (bytes > MAX_OUTPUT_BYTES) {
      const message = `expected at most ${MAX_OUTPUT_BYTES} bytes of rclone about ${run.about}, found more`;
      throw new OsdexError('too-large', message, { path: run.about });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * What rclone prints, as it comes. Whoever takes no more of it ends it.
 *
 * @throws OsdexError as `runRclone` does.
 */
export async function* readRclone(run: RcloneRun): AsyncGenerator<Uint8Array, void, undefined> {
  const { child, ended } = start(run, 'ignore');
  try {
    if (child.stdout !== null) yield* child.stdout as AsyncIterable<Uint8Array>;
    await ended;
  } finally {
    await end(child, ended);
  }
}

/**
 * Gives rclone these bytes. Where they end with an error, rclone is ended before it can take them for whole.
 *
 * @throws OsdexError as `runRclone` does; whatever the chunks throw.
 */
export async function writeRclone(run: RcloneRun, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const { child, ended } = start(run, 'pipe');
  const { stdin, stdout } = child;
  stdout?.resume();
  // That it takes no more is told by how it ended.
  stdin?.on('error', () => undefined);
  let goOn = (): void => undefined;
  stdin?.on('drain', () => goOn());
  child.once('close', () => goOn());
  try {
    for await (const chunk of chunks) {
      if (stdin === null || !stdin.writable) break;
      if (stdin.write(chunk)) continue;
      await new Promise<void>((resolve) => {
        goOn = resolve;
        if (hasEnded(child)) resolve();
      });
    }
    stdin?.end();
    await ended;
  } finally {
    await end(child, ended);
  }
}

function start(run: RcloneRun, input: 'ignore' | 'pipe'): { child: ChildProcess; ended: Promise<void> } {
  const { args, signal, about } = run;
  if (signal?.aborted) throw stopped(about);
  const child = spawn('rclone', [...ALWAYS, ...args], { stdio: [input, 'pipe', 'pipe'] });
  const stop = (): void => void child.kill();
  signal?.addEventListener('abort', stop, { once: true });
  let messages = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    messages = (messages + text).slice(-MESSAGES);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', (cause) => reject(missing(cause)));
    child.once('close', (status) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(stopped(about));
      else if (status === 0) resolve();
      else reject(failed(run, status, messages));
    });
  });
  // It is awaited at the end, or nobody asks any more.
  ended.catch(() => undefined);
  return { child, ended };
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (hasEnded(child)) return;
  child.kill();
  const timer = setTimeout(() => child.kill('SIGKILL'), ENDING_MS);
  await ended.catch(() => undefined);
  clearTimeout(timer);
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null || pid === undefined;
}

function failed({ code, about }: RcloneRun, status: number | null, messages: string): OsdexError {
  const reason = lastMessage(messages) ?? `it ended with ${status ?? 'a signal'}`;
  if (status !== null && NOT_THERE.has(status))
    return new OsdexError('file-missing', `expected ${about}, found: ${reason}`, { path: about });
  return new OsdexError(code, `expected rclone to reach ${about}, found: ${reason}`, { path: about });
}

/** Without the date before it, and without what an address may tell besides. */
function lastMessage(messages: string): string | undefined {
  return (
    messages
      .trim()
      .split('\n')
      .at(-1)
      ?.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /, '')
      .replaceAll(/\/\/[^/@\s]*@/g, '//')
      .replaceAll(/\?[^\s"]*/g, '')
      .replaceAll(/\p{C}/gu, ' ')
      .slice(0, 500)
      .trim() || undefined
  );
}

function missing(cause: unknown): OsdexError {
  return new OsdexError(
    'not-found',
    'expected the program rclone for what lies at a remote, found none; install it (Debian: apt-get install rclone)',
    { cause },
  );
}

function stopped(about: string): OsdexError {
  return new OsdexError('stopped', `stopped at ${about}`);
}
