import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simpleGit } from 'simple-git';
import { temporaryFolder } from '../temporary-folder.ts';
import { startUpstream } from '../upstream/upstream.ts';
import { inTurns } from './in-turns.ts';
import type { Step } from './kill-switch.ts';
import { runKilled, runOurs } from './run-killed.ts';

const OSDEX = fileURLToPath(new URL('../../scripts/osdex.ts', import.meta.url));

/** A repository with a catalog, its remote, and publishers with something new since. */
interface Place {
  folder: string;
  /** The command with a copy of the repository and of its remote, which are made for this. */
  copy(name: string): Promise<Copy>;
}

interface Copy {
  work: string;
  remote: string;
  args: string[];
}

/** @param optionsFor what the command is told to publish to. */
async function makePlace(t: TestContext, optionsFor: (copy: Omit<Copy, 'args'>) => string[]): Promise<Place> {
  const folder = await temporaryFolder(t);
  const upstream = await startUpstream({
    publishers: [],
    scale: { releases: 2, hosts: 1, builds: 2, artifacts: 1 },
  });
  t.after(upstream.close);
  const sources = join(folder, 'sources');
  await upstream.writeSources(sources);
  const copyOf = (name: string): Copy => {
    const [work, remote] = [join(folder, name, 'work'), join(folder, name, 'remote.git')];
    const options = [
      '--sources',
      sources,
      '--replay',
      upstream.origin,
      '--cache',
      join(folder, name, 'cache'),
    ];
    const author = ['--author', 'A Crawler <crawler@example.org>'];
    return { work, remote, args: [OSDEX, 'crawl', ...options, ...author, ...optionsFor({ work, remote })] };
  };
  const first = copyOf('first');
  await simpleGit().init(['--bare', '--initial-branch', 'main', first.remote]);
  await simpleGit().clone(first.remote, first.work);
  await simpleGit(first.work).raw(['checkout', '--quiet', '-B', 'main']);
  const begun = await runOurs(first.args);
  assert.equal(begun.exit, 0, begun.err);
  upstream.publish('synthetic-01', { release: '1.0' });
  return {
    folder,
    async copy(name) {
      const copy = copyOf(name);
      cpSync(join(folder, 'first'), join(folder, name), { recursive: true });
      await simpleGit(copy.work).remote(['set-url', 'origin', copy.remote]);
      return copy;
    },
  };
}

/** What is in the remote, but for the times of the health record. */
async function recordOf(remote: string): Promise<string> {
  const list = await simpleGit(remote).raw(['ls-tree', '-r', 'main']);
  return list.replace(/^.*health\.yaml\n/m, '');
}

async function assertWhole({ work, remote }: Copy, when: string): Promise<void> {
  for (const repository of [work, remote]) {
    const fsck = await simpleGit(repository).raw(['fsck', '--strict', '--no-dangling']);
    assert.equal(fsck.trim(), '', when);
  }
}

async function assertDone(copy: Copy, expected: string, when: string): Promise<void> {
  await assertWhole(copy, when);
  assert.equal(await recordOf(copy.remote), expected, when);
  assert.equal(
    await simpleGit(copy.work).raw(['status', '--porcelain']),
    '',
    `${when}: nothing is left over`,
  );
  const files = await simpleGit(copy.remote).raw(['log', '--all', '--name-only', '--format=']);
  const others = files.split('\n').filter((file) => file !== '' && !file.endsWith('.yaml'));
  assert.deepEqual(others, [], `${when}: nothing unfinished was ever committed`);
}

const COMMIT_AND_PUSH = ({ work }: Omit<Copy, 'args'>): string[] => [
  '--catalog',
  join(work, 'catalog'),
  '--commit',
  '--push',
];

const WAYS: readonly [name: string, optionsFor: (copy: Omit<Copy, 'args'>) => string[]][] = [
  ['--commit --push', COMMIT_AND_PUSH],
  ['--repository', ({ work, remote }) => ['--repository', remote, '--clone', work]],
];

/** How many of the changes of files, and of the starts of git, are killed at. */
const [FILE_POINTS, PROGRAM_POINTS] = [2, 4];

/** So many of them at most, the last one among them. */
function spread<T>(all: readonly T[], most: number): T[] {
  const stride = Math.ceil(all.length / most);
  return all.toReversed().filter((_, index) => index % stride === 0);
}

for (const [name, optionsFor] of WAYS) {
  test(`killed between writing, adding, committing and pushing, a crawl with ${name} is finished by the next`, async (t) => {
    const place = await makePlace(t, optionsFor);
    const undisturbed = await place.copy('undisturbed');
    const stepsFile = join(place.folder, 'steps.json');
    const ended = await runKilled(undefined, undisturbed.args, { OSDEX_STEPS: stepsFile });
    assert.equal(ended.exit, 0, ended.err);
    const expected = await recordOf(undisturbed.remote);
    await assertDone(undisturbed, expected, 'undisturbed');

    const steps = JSON.parse(await readFile(stepsFile, 'utf8')) as Step[];
    const numbered = steps.map(([what], index) => ({ what, step: index + 1 }));
    const programs = numbered.filter(({ what }) => what === 'program');
    const files = numbered.filter(({ what }) => what !== 'program');
    const points = [...spread(programs, PROGRAM_POINTS), ...spread(files, FILE_POINTS)];
    assert.ok(programs.length >= 5, 'git is started for each of the steps');
    await inTurns(points, async ({ step, what }) => {
      const when = `${name}, killed at step ${step}, ${what}`;
      const copy = await place.copy(`killed-${step}`);
      assert.equal((await runKilled(step, copy.args)).signal, 'SIGKILL', when);
      await assertWhole(copy, when);
      const next = await runOurs(copy.args);
      assert.equal(next.exit, 0, `${when}: ${next.err}`);
      await assertDone(copy, expected, when);
      rmSync(join(place.folder, `killed-${step}`), { recursive: true });
    });
  });
}

test('a git that was killed as it committed leaves its lock; the next crawl says so, and goes on when it is gone', async (t) => {
  const place = await makePlace(t, COMMIT_AND_PUSH);
  const copy = await place.copy('killed');
  const hook = join(copy.work, '.git', 'hooks', 'pre-commit');
  await mkdir(join(copy.work, '.git', 'hooks'), { recursive: true });
  await writeFile(hook, '#!/bin/sh\nkill -9 $PPID\n');
  await chmod(hook, 0o755);
  assert.equal((await runOurs(copy.args)).exit, 1);
  await rm(hook);

  const lock = join(copy.work, '.git', 'index.lock');
  const refused = await runOurs(copy.args);
  assert.equal(refused.exit, 1);
  assert.match(
    refused.err,
    new RegExp(
      `^osdex: expected to commit the catalog, found ${lock} in the way, which .* remove that file and start again$`,
      'm',
    ),
  );
  await rm(lock);
  const next = await runOurs(copy.args);
  assert.equal(next.exit, 0, next.err);
  await assertWhole(copy, 'at the end');
  assert.match(
    await simpleGit(copy.remote).raw(['log', '-1', '--format=%s', 'main']),
    /^catalog: what an earlier crawl recorded$/m,
  );
});
