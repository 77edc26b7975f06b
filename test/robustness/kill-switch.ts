/**
 * Kills its own process at the n-th thing that would change a file system (`OSDEX_KILL_AT`), where a write counts
 * twice: before it, and with half of it done. Without a number it tells at the end how many there were.
 */
import { promises, writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const killAt = Number(process.env['OSDEX_KILL_AT'] ?? Number.POSITIVE_INFINITY);
let count = 0;

export function step(): void {
  count += 1;
  if (count === killAt) process.kill(process.pid, 'SIGKILL');
}

type AnyFunction = (...args: never[]) => unknown;

/** The same, after a step. */
function stepping<F extends AnyFunction>(run: F): F {
  return function (this: unknown, ...args) {
    step();
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
  Object.assign(promises, { [name]: stepping<AnyFunction>(promises[name]) });

const open = promises.open;
const openSteppingly: typeof open = async (path, flags, mode) => {
  if (flags !== undefined && flags !== 'r') step();
  return open(path, flags, mode);
};
promises.open = openSteppingly;

const handle = await open(import.meta.filename);
const handles = Object.getPrototypeOf(handle) as typeof handle;
await handle.close();
handles.sync = stepping(handles.sync);
const writeFile = handles.writeFile;
handles.writeFile = async function (data, options) {
  step();
  const text = typeof data === 'string' ? data : '';
  if (count + 1 === killAt) await writeFile.call(this, text.slice(0, text.length / 2));
  step();
  return writeFile.call(this, text, options);
};

syncBuiltinESMExports();
process.on('exit', () => writeSync(2, `steps ${count}\n`));
