import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { simpleGit } from 'simple-git';
import type { SimpleGit } from 'simple-git';
import { openClone, pushClone } from '../../crawler/clone.ts';
import { commitCatalog, pushCatalog } from '../../crawler/repository.ts';
import type { Repository } from '../../crawler/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { AUTHOR, makeRemote, subjects, write } from './remote.ts';

/** A clone that was used before, and a way to open it again that keeps what is told. */
interface Used {
  remote: string;
  folder: string;
  place: string;
  git: SimpleGit;
  clone: Repository;
  told: string[];
  open(): Promise<Repository>;
}

async function makeUsed(t: TestContext): Promise<Used> {
  const [remote, folder] = [await makeRemote(t), await temporaryFolder(t)];
  const place = join(folder, 'clone');
  const clone = await openClone(remote, 'main', place, AUTHOR);
  const told: string[] = [];
  const open = () =>
    openClone(
      remote,
      'main',
      place,
      AUTHOR,
      (sentence) => void told.push(sentence.replaceAll(place, 'CLONE')),
    );
  return { remote, folder, place, git: simpleGit(place), clone, told, open };
}

async function commit(clone: Repository, path: string, text: string, subject: string): Promise<string> {
  await write(clone, path, text);
  return (await commitCatalog(clone, () => subject, AUTHOR)) ?? '';
}

/** Somebody else pushes a file. */
async function pushAsOther({ remote, folder }: Used, path: string, text: string): Promise<void> {
  const other = await openClone(remote, 'main', join(folder, 'other'), AUTHOR);
  await commit(other, path, text, 'catalog: theirs');
  await pushCatalog(other, 'main', AUTHOR);
}

async function textOf({ directory }: Repository, path: string): Promise<string> {
  return readFile(join(directory, path), 'utf8');
}

test('a clone in order is opened without a word', async (t) => {
  const used = await makeUsed(t);
  await used.open();
  assert.deepEqual(used.told, []);
});

test('an empty folder is cloned into; one with other files is refused as it is', async (t) => {
  const remote = await makeRemote(t);
  const folder = await temporaryFolder(t, { 'taken/notes.txt': 'mine', file: 'mine' });
  await mkdir(join(folder, 'empty'));
  const clone = await openClone(remote, 'main', join(folder, 'empty'), AUTHOR);
  assert.equal(await textOf(clone, 'catalog/a/1.yaml'), 'first: true\n');
  for (const [name, found] of [
    ['taken', 'other files \\(notes.txt\\)'],
    ['file', 'ENOTDIR.*'],
  ] as const)
    await assert.rejects(openClone(remote, 'main', join(folder, name), AUTHOR), {
      code: 'git',
      message: new RegExp(
        `^expected a clone or an empty folder at .*${name}, found ${found}; name another folder with --clone$`,
      ),
    });
  assert.deepEqual((await readdir(join(folder, 'taken'))).sort(), ['notes.txt']);
});

const BROKEN: readonly [what: string, damage: (git: string) => Promise<void>][] = [
  ['without HEAD', (git) => rm(join(git, 'HEAD'))],
  ['with an empty HEAD', (git) => truncate(join(git, 'HEAD'))],
  ['without objects', (git) => rm(join(git, 'objects'), { recursive: true })],
  ['whose index was cut off', (git) => truncate(join(git, 'index'), 10)],
  ['without anything', async (git) => (await rm(git, { recursive: true }), await mkdir(git), undefined)],
];

for (const [what, damage] of BROKEN) {
  test(`a clone ${what} is put away whole, and a new one is made`, async (t) => {
    const used = await makeUsed(t);
    await commit(used.clone, 'catalog/b/1.yaml', 'ours: true\n', 'catalog: ours');
    // That git would find another repository above must not make it take that one.
    await simpleGit(used.folder).init();
    await damage(join(used.place, '.git'));
    const clone = await used.open();
    assert.equal(await textOf(clone, 'catalog/a/1.yaml'), 'first: true\n');
    assert.deepEqual(used.told, [
      'CLONE was a clone that git cannot read; it is CLONE.broken now, with whatever commits were never pushed, and a new one is made',
    ]);
    assert.equal(await readFile(`${used.place}.broken/catalog/b/1.yaml`, 'utf8'), 'ours: true\n');
  });
}

test('what a crawl had recorded and not committed is committed, under what others pushed since; notes stay', async (t) => {
  const used = await makeUsed(t);
  await pushAsOther(used, 'catalog/b/1.yaml', 'theirs: true\n');
  await write(used.clone, 'catalog/c/1.yaml', 'ours: true\n');
  await write(used.clone, 'catalog/c/.lock', '{}');
  await write(used.clone, 'catalog/c/1.yaml.4711.0.tmp', 'half');
  await write(used.clone, 'notes.txt', 'of a person');
  await used.open();
  assert.deepEqual(used.told, ['committed in CLONE what a crawl that did not come to its end had recorded']);
  assert.deepEqual(await subjects(used.place), [
    'catalog: what an earlier crawl recorded',
    'catalog: theirs',
    'catalog: start',
  ]);
  assert.equal(
    await used.git.raw(['ls-tree', '-r', '--name-only', 'HEAD']),
    'catalog/a/1.yaml\ncatalog/b/1.yaml\ncatalog/c/1.yaml\n',
  );
  assert.equal(await textOf(used.clone, 'notes.txt'), 'of a person');
});

test('what was being renamed together is so before git puts anything else there', async (t) => {
  const used = await makeUsed(t);
  await write(used.clone, 'catalog/a/1.yaml.4711.0.tmp', 'ours: true\n');
  await write(used.clone, 'catalog/.a+1.yaml.pending', '[{"from":"a/1.yaml.4711.0.tmp","to":"a/1.yaml"}]\n');
  await used.open();
  assert.equal(await used.git.raw(['show', 'HEAD:catalog/a/1.yaml']), 'ours: true\n');
  assert.deepEqual(await readdir(used.clone.catalog), ['a']);
});

test('files that are missing come back, and nothing commits that they are gone', async (t) => {
  const used = await makeUsed(t);
  await rm(used.clone.catalog, { recursive: true });
  await used.open();
  assert.equal(await textOf(used.clone, 'catalog/a/1.yaml'), 'first: true\n');
  assert.deepEqual(used.told, ['brought back 1 file that was missing in CLONE']);
  assert.deepEqual(await subjects(used.place), ['catalog: start']);
});

test('a commit on no branch is kept on one of its own, and the clone goes to its branch', async (t) => {
  const used = await makeUsed(t);
  await used.git.raw(['checkout', '--quiet', '--detach']);
  const ours = await commit(used.clone, 'catalog/b/1.yaml', 'ours: true\n', 'catalog: ours');
  await used.open();
  const branch = `set-aside-${ours.slice(0, 12)}`;
  assert.deepEqual(used.told, [
    `kept ${ours.slice(0, 12)} on the branch ${branch}, since it was on no branch`,
    'went to the branch main in CLONE, which was on none',
  ]);
  assert.equal((await used.git.revparse([branch])).trim(), ours);
  assert.deepEqual(await subjects(used.place), ['catalog: start']);
});

test('a rebase that was not at its end is given up, and our commits give way to what others pushed', async (t) => {
  const used = await makeUsed(t);
  const ours = await commit(used.clone, 'catalog/a/1.yaml', 'ours: true\n', 'catalog: ours');
  await pushAsOther(used, 'catalog/a/1.yaml', 'theirs: true\n');
  await used.git.fetch();
  await assert.rejects(
    used.git.raw(['rebase', 'origin/main']).then(async () => assert.fail(await used.git.raw(['status']))),
  );
  await used.open();
  assert.deepEqual(used.told, [
    'gave up a rebase in CLONE that was not at its end',
    `kept ${ours.slice(0, 12)} on the branch set-aside-${ours.slice(0, 12)}, since others pushed something to main that it does not fit to`,
  ]);
  assert.equal(await textOf(used.clone, 'catalog/a/1.yaml'), 'theirs: true\n');
  assert.equal((await used.git.revparse([`set-aside-${ours.slice(0, 12)}`])).trim(), ours);
  assert.equal(await used.git.raw(['status', '--porcelain']), '');
});

test('a rebase of which hardly anything was written is given up too', async (t) => {
  const used = await makeUsed(t);
  await mkdir(join(used.place, '.git', 'rebase-merge'));
  await used.open();
  assert.deepEqual(used.told, ['gave up a rebase in CLONE that was not at its end']);
  assert.deepEqual(
    await readdir(join(used.place, '.git')).then((names) =>
      names.filter((name) => name.startsWith('rebase')),
    ),
    [],
  );
});

test('a merge of a person is left to the person', async (t) => {
  const used = await makeUsed(t);
  await writeFile(join(used.place, '.git', 'MERGE_HEAD'), await used.git.revparse(['HEAD']));
  await assert.rejects(used.open(), {
    code: 'git',
    message: `expected ${used.place} to be at rest, found a merge in progress; finish it, or give it up with: git -C ${used.place} merge --abort`,
  });
});

test('where the remote is gone nothing is changed; where it is there again, but empty, it gets all', async (t) => {
  const used = await makeUsed(t);
  await commit(used.clone, 'catalog/b/1.yaml', 'ours: true\n', 'catalog: ours');
  await rename(used.remote, `${used.remote}.gone`);
  await assert.rejects(used.open(), {
    code: 'git',
    message: /^expected to fetch from .*remote.git, found: /,
  });
  assert.deepEqual(await subjects(used.place), ['catalog: ours', 'catalog: start']);
  await simpleGit().init(['--bare', '--initial-branch', 'main', used.remote]);
  assert.equal(await pushClone(await used.open(), 'main', AUTHOR, (sentence) => assert.fail(sentence)), true);
  assert.deepEqual(await subjects(used.remote), ['catalog: ours', 'catalog: start']);
});

test('a lock that a git left is not removed, and it is said who may', async (t) => {
  const used = await makeUsed(t);
  const lock = join(used.place, '.git', 'index.lock');
  await writeFile(lock, '');
  await write(used.clone, 'catalog/b/1.yaml', 'ours: true\n');
  const sentence = new RegExp(
    `, found ${lock} in the way, .*; wait for it, or, if no git is at work there, remove that file and start again$`,
  );
  for (const run of [() => used.open(), () => commitCatalog(used.clone, () => 'catalog: ours', AUTHOR)])
    await assert.rejects(run(), { code: 'git', path: lock, message: sentence });
  assert.equal(await readFile(lock, 'utf8'), '');
  await rm(lock);
  await used.open();
  assert.deepEqual(await subjects(used.place), ['catalog: what an earlier crawl recorded', 'catalog: start']);
});

const HEALTH = (times: Readonly<Record<string, string>>): string =>
  `# Generated by osdex: how the last crawl of each source went. Do not edit.\nschema: osdex/health/1\nsources:\n${Object.entries(
    times,
  )
    .map(([source, time]) => `  - source: ${source}\n    lastTry: "2026-03-${time}T12:00:00Z"\n`)
    .join('')}`;

test('of the health records of two crawls the later of each source stays, and nobody has to settle anything', async (t) => {
  const used = await makeUsed(t);
  await pushAsOther(used, 'catalog/health.yaml', HEALTH({ a: '03', b: '01', d: '01' }));
  await commit(used.clone, 'catalog/health.yaml', HEALTH({ a: '01', b: '02', c: '01' }), 'catalog: ours');
  await commit(used.clone, 'catalog/b/1.yaml', 'ours: true\n', 'catalog: ours too');
  assert.equal(await pushClone(used.clone, 'main', AUTHOR, (sentence) => assert.fail(sentence)), true);
  const health = await simpleGit(used.remote).raw(['show', 'main:catalog/health.yaml']);
  assert.equal(health, HEALTH({ a: '03', b: '02', c: '01', d: '01' }));
  assert.deepEqual(await subjects(used.remote), [
    'catalog: ours too',
    'catalog: ours',
    'catalog: theirs',
    'catalog: start',
  ]);
});

const LINKS = (days: Readonly<Record<string, string>>): string =>
  `# Generated by osdex: how far the checks of recorded addresses are. Do not edit.\nschema: osdex/links/1\nrotations:\n${Object.entries(
    days,
  )
    .map(
      ([select, day]) =>
        `  - select: ${select}\n    hand: c0ffee0000${day}\n    doneTo: "2026-03-${day}T12:00:00Z"\n`,
    )
    .join('')}`;

test('of two checks of addresses the one that has caught up further stays, for each selection', async (t) => {
  const used = await makeUsed(t);
  await pushAsOther(used, 'catalog/links.yaml', LINKS({ 'lts=true': '03', 'q=a': '01' }));
  await commit(
    used.clone,
    'catalog/links.yaml',
    LINKS({ 'lts=true': '01', 'q=a': '02', 'q=b': '01' }),
    'catalog: ours',
  );
  assert.equal(await pushClone(used.clone, 'main', AUTHOR, (sentence) => assert.fail(sentence)), true);
  const links = await simpleGit(used.remote).raw(['show', 'main:catalog/links.yaml']);
  assert.equal(links, LINKS({ 'lts=true': '03', 'q=a': '02', 'q=b': '01' }));
});

test('what others pushed stays where it conflicts, and ours is kept for a person', async (t) => {
  const used = await makeUsed(t);
  await pushAsOther(used, 'catalog/a/1.yaml', 'theirs: true\n');
  const ours = await commit(used.clone, 'catalog/a/1.yaml', 'ours: true\n', 'catalog: ours');
  const told: string[] = [];
  assert.equal(await pushClone(used.clone, 'main', AUTHOR, (sentence) => void told.push(sentence)), false);
  assert.equal(await textOf(used.clone, 'catalog/a/1.yaml'), 'theirs: true\n');
  assert.equal((await used.git.revparse([`set-aside-${ours.slice(0, 12)}`])).trim(), ours);
  assert.equal(told.length, 1);
});

test('a conflict that nobody settled is never committed', async (t) => {
  const used = await makeUsed(t);
  await used.git.raw(['checkout', '--quiet', '-b', 'other']);
  await commit(used.clone, 'catalog/a/1.yaml', 'other: true\n', 'catalog: other');
  await used.git.raw(['checkout', '--quiet', 'main']);
  await commit(used.clone, 'catalog/a/1.yaml', 'ours: true\n', 'catalog: ours');
  await write(used.clone, 'catalog/a/1.yaml', 'ours: true\n');
  await used.git.raw(['cherry-pick', 'other']).catch(() => undefined);
  await rm(join(used.place, '.git', 'CHERRY_PICK_HEAD'));
  await assert.rejects(used.open(), {
    code: 'git',
    message:
      /^expected to commit the catalog, found a conflict that nobody settled in catalog\/a\/1.yaml; settle it, or take/,
  });
  assert.equal(await used.git.raw(['show', 'HEAD:catalog/a/1.yaml']), 'ours: true\n');
});
