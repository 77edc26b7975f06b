import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { keptFiles } from '../../mirror/kept-files.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { ownCatalog } from '../own-catalog.ts';
import { runMirror } from './run-mirror.ts';

const OLD = '2024-01-01T00:00:00Z';

/** A repository with three builds, of which the catalog knows two. */
async function place(t: TestContext) {
  const kept = await keptFiles(t);
  const builds = ['20260725', '20260718'].map((serial) =>
    makeBuild(serial, { artifacts: [makeArtifact('os.img')] }),
  );
  const { folder } = await ownCatalog(t, makeProduct(), [makeRelease('1', builds)]);
  await kept.keep('new.img', 'new '.repeat(1000), { id: 'example/1/cloud/20260725/os.img', addedAt: OLD });
  await kept.keep('old.img', 'old '.repeat(1000), { id: 'example/1/cloud/20260718/os.img', addedAt: OLD });
  await kept.keep('same.img', 'old '.repeat(1000), { addedAt: OLD });
  const means = ['--catalog', join(folder, 'catalog')];
  return {
    ...kept,
    folder,
    optimize: (...args: string[]) => runMirror(kept.repository.root, 'optimize', ...args, ...means),
  };
}

test('optimize does what it is asked for, spares the newest build, and tells the seeds’ result', async (t) => {
  const { optimize, at, folder } = await place(t);
  const dry = await optimize('--duplicates', 'hard-link', '--dry-run');
  assert.equal(dry.exit, 0, dry.err);
  assert.equal(
    dry.out,
    `linked      same.img (3.91 KiB), as old.img
Would be done: 1 duplicate; 3.91 KiB would be freed (11.7 KiB before, 7.81 KiB then).
`,
  );
  await optimize('--duplicates', 'hard-link');
  assert.equal(statSync(at('same.img')).ino, statSync(at('old.img')).ino);
  const { exit, out } = await optimize(
    '--archive-older-than',
    '90d',
    '--archive-to',
    join(folder, 'archive'),
    '--json',
  );
  assert.equal(exit, 0);
  const { actions, ...result } = JSON.parse(out) as { actions: { path: string }[] };
  assert.deepEqual(
    actions.map(({ path }) => path),
    ['old.img', 'same.img'],
  );
  assert.deepEqual(result, {
    schema: 'osdex/mirror-optimize/1',
    initialSize: 8000,
    finalSize: 4000,
    spaceFreed: 4000,
    filesProcessed: 2,
    duplicatesRemoved: 0,
    filesArchived: 2,
    filesCompressed: 0,
    filesDeleted: 0,
    filesTrashed: 0,
    errors: [],
    warnings: [],
    dryRun: false,
  });
});

test('optimize fails where there is too much, until it may put that into the trash', async (t) => {
  const { optimize, repository } = await place(t);
  const told = await optimize('--max-size', '5kB');
  assert.equal(told.exit, 1);
  assert.match(told.out, /^too much +same\.img \(3\.91 KiB\)\ntoo much +old\.img/m);
  assert.match(
    told.err,
    /expected at most 4\.88 KiB of images, found 11\.7 KiB: 2 of 3 files would have to go/,
  );
  const done = await optimize('--max-size', '5kB', '--yes');
  assert.equal(done.exit, 0, done.err);
  const disk = await runMirror(repository.root, 'disk');
  assert.match(disk.out, /^images +3\.91 KiB {2}1 file$/m);
  assert.match(disk.out, /^trash +7\.81 KiB {2}2 files$/m);
});

test('optimize is refused where it is not clear what it should do', async (t) => {
  const { optimize } = await place(t);
  for (const [args, told] of [
    [[], /expected something to do, such as --duplicates hard-link/],
    [['--archive-older-than', '90d'], /--archive-older-than and --archive-to together, found one alone/],
    [['--yes', '--retention', '1d'], /expected --yes with --max-size/],
    [['--duplicates', 'delete'], /Allowed choices are hard-link, trash/],
    [['--max-size', '1T'], /expected a size such as 500MB/],
  ] as const) {
    const { exit, err } = await optimize(...args);
    assert.equal(exit, 2, err);
    assert.match(err, told);
  }
});

test('disk warns above a share and not below it', async (t) => {
  const { repository } = await place(t);
  const full = await runMirror(repository.root, 'disk', '--warn', '0%', '--json');
  assert.equal(full.exit, 1);
  assert.match(
    full.err,
    /expected at most 0 % of the disk to be used, found [\d.]+ %, .* free; "osdex mirror/,
  );
  assert.equal((JSON.parse(full.out) as { schema: string }).schema, 'osdex/mirror-disk/1');
  assert.equal((await runMirror(repository.root, 'disk', '--warn', '100%')).exit, 0);
  assert.equal((await runMirror(repository.root, 'disk', '--warn', '90')).exit, 2);
});
