import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { digestOf } from '../../core/digest.ts';
import { keptFiles } from '../mirror/kept-files.ts';
import type { KeptFiles } from '../mirror/kept-files.ts';
import { testRemote, WITHOUT_RCLONE } from '../mirror/remote/remotes.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { filesOf } from './files-of.ts';
import { runKilled, runOurs } from './run-killed.ts';

const OSDEX = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));

/** Of all steps so many are tried, evenly. A remote takes a second for each. */
const POINTS = { folder: 6, remote: 3 };

const LONG = Buffer.alloc(3 * 1024 * 1024, 'a long image ');

/** By name, so that a file in place can be held against what it has to be, whichever of its two states it is in. */
const GOOD: Record<string, string[]> = {
  'swapped-1.iso': ['one', 'two'],
  'swapped-2.iso': ['two', 'one'],
  'changed.iso': ['new', 'old'],
  'long.iso': [LONG.toString()],
  'gone.iso': ['gone'],
};

async function source(t: TestContext): Promise<KeptFiles> {
  const a = await keptFiles(t);
  for (const name of ['swapped-1.iso', 'swapped-2.iso', 'changed.iso'])
    await a.keep(name, GOOD[name]?.[0] ?? '');
  await a.keep('long.iso', LONG);
  return a;
}

async function old(t: TestContext): Promise<KeptFiles> {
  const b = await keptFiles(t);
  for (const name of ['swapped-1.iso', 'swapped-2.iso', 'changed.iso'])
    await b.keep(name, GOOD[name]?.[1] ?? '');
  await b.keep('gone.iso', 'gone');
  return b;
}

/** What is in place is good, and nothing that was there is lost: it is in place, aside, or in the trash. */
async function requireGood(root: string, when: string, had: readonly string[]): Promise<void> {
  const files = Object.entries(await filesOf(root)).map(([path, bytes]) => [path, String(bytes)] as const);
  for (const [path, text] of files) {
    if (path.startsWith('.osdex/') || /\.part(?:\.json)?$/.test(path)) continue;
    assert.ok(GOOD[path]?.includes(text), `${when}: ${path} is good`);
  }
  for (const text of had)
    assert.ok(
      files.some(([, there]) => there === text),
      `${when}: "${text}" is not lost`,
    );
}

async function requireMirrored(root: string, when: string): Promise<void> {
  const files = Object.entries(await filesOf(root)).filter(([path]) => !path.startsWith('.osdex/'));
  assert.deepEqual(
    files.map(([path, bytes]) => [path, digestOf(Buffer.from(String(bytes)))]).toSorted(),
    Object.entries(GOOD)
      .filter(([path]) => path !== 'gone.iso')
      .map(([path, [text = '']]) => [path, digestOf(Buffer.from(text))])
      .toSorted(),
    when,
  );
}

/** So many numbers up to the last one. */
function points(steps: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.round((steps * (index + 1)) / count));
}

test('killed at any step, a mirror to a folder leaves only good files, and the next one ends it', async (t) => {
  const a = await source(t);
  const before = await old(t);
  const folder = await temporaryFolder(t);
  const mirrorTo = (name: string): string[] => {
    cpSync(before.repository.root, join(folder, name), { recursive: true, preserveTimestamps: true });
    return [OSDEX, 'mirror', 'synchronise', a.repository.root, join(folder, name), '--mode', 'mirror'];
  };
  const whole = await runKilled(undefined, mirrorTo('whole'));
  assert.equal(whole.exit, 0, whole.err);
  await requireMirrored(join(folder, 'whole'), 'undisturbed');
  for (const step of points(whole.steps - 1, POINTS.folder)) {
    const args = mirrorTo(`killed-${step}`);
    const root = join(folder, `killed-${step}`);
    const when = `killed at step ${step} of ${whole.steps}`;
    assert.equal((await runKilled(step, args)).signal, 'SIGKILL', when);
    await requireGood(root, when, ['one', 'two', 'old', 'gone']);
    const { exit, err } = await runOurs(args);
    assert.equal(exit, 0, `${when}: ${err}`);
    await requireMirrored(root, when);
    rmSync(root, { recursive: true });
  }
});

test('killed at any step, a mirror to a remote does so too', { skip: WITHOUT_RCLONE }, async (t) => {
  const a = await source(t);
  const before = await old(t);
  const remote = await testRemote(t, 'disk');
  const root = join(remote.root ?? '', 'images');
  const args = [OSDEX, 'mirror', 'synchronise', a.repository.root, remote.place, '--mode', 'mirror', '--yes'];
  const begin = (): void => {
    rmSync(root, { recursive: true, force: true });
    cpSync(before.repository.root, root, { recursive: true, filter: (path) => !path.endsWith('.osdex') });
  };
  begin();
  const whole = await runKilled(undefined, args);
  assert.equal(whole.exit, 0, whole.err);
  for (const step of points(whole.steps - 1, POINTS.remote)) {
    begin();
    const when = `killed at step ${step} of ${whole.steps}`;
    assert.equal((await runKilled(step, args)).signal, 'SIGKILL', when);
    await requireGood(root, when, ['one', 'two', 'old', 'gone']);
    const { exit, err } = await runOurs(args);
    assert.equal(exit, 0, `${when}: ${err}`);
    await requireMirrored(root, when);
  }
});

test('killed while rclone takes a file, half of it gets no name', { skip: WITHOUT_RCLONE }, async (t) => {
  const a = await source(t);
  const remote = await testRemote(t, 'disk');
  const folder = await temporaryFolder(t);
  // Takes a part of the first file, kills whoever sends it, and lets rclone end as it would then.
  const real = execFileSync('sh', ['-c', 'command -v rclone'], { encoding: 'utf8' }).trim();
  const wrapper = join(folder, 'bin/rclone');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(
    wrapper,
    `#!/bin/sh\ncase "$2" in rcat) if mkdir "${folder}/killed" 2>/dev/null; then { head -c 100000; kill -9 $PPID; } | "${real}" "$@"; exit; fi;; esac\nexec "${real}" "$@"\n`,
  );
  chmodSync(wrapper, 0o755);
  await a.keep('changed.iso', LONG.subarray(0, 1_000_000));
  const args = [OSDEX, 'mirror', 'synchronise', a.repository.root, remote.place, '--parallel', '1'];
  const env = { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH'] ?? ''}` };
  assert.equal((await runOurs(args, env)).signal, 'SIGKILL');
  assert.ok(existsSync(join(folder, 'killed')));
  const named = [...(await remote.files()).keys()].filter((path) => !path.startsWith('.osdex/'));
  assert.deepEqual(named, []);
  const { exit, err } = await runOurs(args, env);
  assert.equal(exit, 0, err);
  const files = await remote.files();
  assert.deepEqual(files.get('long.iso'), LONG);
  assert.deepEqual(
    [...files.keys()].filter((path) => path.startsWith('.osdex/')),
    ['.osdex/inventory.jsonl'],
  );
});
