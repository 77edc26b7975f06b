/**
 * Kills its own process at the n-th thing that would change a file system (`OSDEX_KILL_AT`), where the start of a
 * program counts too, and a write twice: before it, and with half of it done. Without a number it tells at the end how
 * many there were, and writes them to a file (`OSDEX_STEPS`) for `killed-again.ts`.
 */
import childProcess from 'node:child_process';
import { promises, writeFileSync, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** What was about to be done to the file system, and with what. */
export type Step = [name: string, ...args: unknown[]];

const killAt = Number(process.env['OSDEX_KILL_AT'] ?? Number.POSITIVE_INFINITY);
const steps: Step[] = [];

function step(...next: Step): void {
  steps.push(next);
  if (steps.length === killAt) process.kill(process.pid, 'SIGKILL');
}

type AnyFunction = (...args: never[]) => unknown;

/** The same, after a step. */
function stepping<F extends AnyFunction>(run: F, name: string): F {
  return function (this: unknown, ...args) {
    step(name, ...args);
    return run.apply(this, args);
  } as F;
}

for (const name of [
  'mkdir',
  'rename',
  'rm',
  'link',
  'unlink',
  'symlink',
  'utimes',
  'truncate',
  'rmdir',
] as const)
  Object.assign(promises, { [name]: stepping<AnyFunction>(promises[name], name) });

const open = promises.open;
const paths = new WeakMap<object, unknown>();
const openSteppingly: typeof open = async (path, flags, mode) => {
  if (flags !== undefined && flags !== 'r') step('open', path, flags);
  const file = await open(path, flags, mode);
  paths.set(file, path);
  return file;
};
promises.open = openSteppingly;

const handle = await open(import.meta.filename);
const handles = Object.getPrototypeOf(handle) as typeof handle;
await handle.close();
const { sync, writeFile } = handles;
handles.sync = async function () {
  step('sync', paths.get(this));
  return sync.call(this);
};
handles.writeFile = async function (data, options) {
  const half = typeof data === 'string' ? data.slice(0, data.length / 2) : '';
  step('writeFile', paths.get(this), half);
  if (steps.length + 1 === killAt) await writeFile.call(this, half);
  step('writeFile', paths.get(this), typeof data === 'string' ? data : '');
  return writeFile.call(this, data, options);
};

Object.assign(childProcess, { spawn: stepping(childProcess.spawn, 'program') });

syncBuiltinESMExports();
process.on('exit', () => {
  writeSync(2, `steps ${steps.length}\n`);
  const file = process.env['OSDEX_STEPS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(steps));
});
