import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { simpleGit } from 'simple-git';
import { OsdexError } from '../../core/error.ts';
import { openClone } from '../../crawler/clone.ts';
import { commitCatalog, findRepository, pushCatalog } from '../../crawler/repository.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { AUTHOR, makeRemote, subjects, write } from './remote.ts';

test('a commit holds the catalog files that changed and nothing else, whatever else is staged', async (t) => {
  const folder = await temporaryFolder(t);
  const git = simpleGit(folder);
  await git.init(['--initial-branch', 'main']);
  const repository = await findRepository(join(folder, 'catalog'));
  await write(repository, 'catalog/ubuntu/24.04.yaml', 'builds: []\n');
  await write(repository, 'catalog/notes.txt', 'not ours\n');
  await write(repository, 'README.md', 'mine\n');
  await git.add('README.md');
  const commit = await commitCatalog(
    repository,
    () => 'catalog: ubuntu 24.04 20260725\n\nA line for the build.',
    AUTHOR,
  );
  const shown = await git.raw(['show', '--name-only', '--format=%an <%ae>%n%B', commit ?? '']);
  assert.equal(
    shown.trim(),
    'A Crawler <crawler@example.org>\ncatalog: ubuntu 24.04 20260725\n\nA line for the build.\n\n\ncatalog/ubuntu/24.04.yaml',
  );
  assert.match((await git.status()).created.join(' '), /README\.md/, 'what was staged stays staged');
});

test('a file of the catalog that is gone is gone in the commit too', async (t) => {
  const remote = await makeRemote(t);
  const clone = await openClone(remote, 'main', join(await temporaryFolder(t), 'clone'), AUTHOR);
  await simpleGit(clone.directory).raw(['rm', '--quiet', '--cached', 'catalog/a/1.yaml']);
  await write(clone, 'catalog/a/1.yaml', 'changed: true\n');
  assert.ok(await commitCatalog(clone, () => 'catalog: change', AUTHOR));
  assert.equal(await simpleGit(clone.directory).raw(['show', 'HEAD:catalog/a/1.yaml']), 'changed: true\n');
});

test('without a change there is no commit', async (t) => {
  const clone = await openClone(await makeRemote(t), 'main', join(await temporaryFolder(t), 'clone'), AUTHOR);
  assert.equal(await commitCatalog(clone, () => 'catalog: nothing', AUTHOR), undefined);
});

test('a push that loses a race is rebased onto what won and pushed again', async (t) => {
  const remote = await makeRemote(t);
  const folder = await temporaryFolder(t);
  const [ours, theirs] = [
    await openClone(remote, 'main', join(folder, 'ours'), AUTHOR),
    await openClone(remote, 'main', join(folder, 'theirs'), AUTHOR),
  ];
  await write(theirs, 'catalog/b/1.yaml', 'theirs: true\n');
  await commitCatalog(theirs, () => 'catalog: theirs', AUTHOR);
  await pushCatalog(theirs, 'main', AUTHOR);
  await write(ours, 'catalog/c/1.yaml', 'ours: true\n');
  await commitCatalog(ours, () => 'catalog: ours', AUTHOR);
  await pushCatalog(ours, 'main', AUTHOR);
  assert.deepEqual(await subjects(remote), ['catalog: ours', 'catalog: theirs', 'catalog: start']);
});

test('a race over the same lines keeps both commits and says how to settle it', async (t) => {
  const remote = await makeRemote(t);
  const folder = await temporaryFolder(t);
  const [ours, theirs] = [
    await openClone(remote, 'main', join(folder, 'ours'), AUTHOR),
    await openClone(remote, 'main', join(folder, 'theirs'), AUTHOR),
  ];
  for (const [clone, text] of [
    [theirs, 'theirs'],
    [ours, 'ours'],
  ] as const) {
    await write(clone, 'catalog/a/1.yaml', `${text}: true\n`);
    await commitCatalog(clone, () => `catalog: ${text}`, AUTHOR);
  }
  await pushCatalog(theirs, 'main', AUTHOR);
  await assert.rejects(pushCatalog(ours, 'main', AUTHOR), (error) => {
    assert.ok(error instanceof OsdexError);
    assert.equal(error.code, 'git');
    assert.match(
      error.message,
      /found: .*; both are kept, settle it in .*ours with: git rebase origin\/main/,
    );
    return true;
  });
  assert.deepEqual(
    await subjects(ours.directory),
    ['catalog: ours', 'catalog: start'],
    'our commit is kept, no rebase is left open',
  );
  assert.deepEqual(await subjects(remote), ['catalog: theirs', 'catalog: start']);
});

test('a push that fails keeps the commit and says how to go on', async (t) => {
  const remote = await makeRemote(t);
  const clone = await openClone(remote, 'main', join(await temporaryFolder(t), 'clone'), AUTHOR);
  await write(clone, 'catalog/b/1.yaml', 'new: true\n');
  await commitCatalog(clone, () => 'catalog: new', AUTHOR);
  await simpleGit(clone.directory).remote(['set-url', 'origin', join(remote, 'gone')]);
  await assert.rejects(pushCatalog(clone, 'main', AUTHOR), {
    code: 'git',
    message: /the commit is kept in .*clone, push it with: git -C .*clone push origin HEAD:main/,
  });
  assert.equal((await subjects(clone.directory))[0], 'catalog: new');
});

test('a clone is made on first use, brought up to date afterwards, and keeps a commit that was not pushed', async (t) => {
  const remote = await makeRemote(t);
  const folder = await temporaryFolder(t);
  const place = join(folder, 'clone');
  const ours = await openClone(remote, 'main', place, AUTHOR);
  await write(ours, 'catalog/c/1.yaml', 'ours: true\n');
  await commitCatalog(ours, () => 'catalog: ours', AUTHOR);
  const theirs = await openClone(remote, 'main', join(folder, 'theirs'), AUTHOR);
  await write(theirs, 'catalog/b/1.yaml', 'theirs: true\n');
  await commitCatalog(theirs, () => 'catalog: theirs', AUTHOR);
  await pushCatalog(theirs, 'main', AUTHOR);
  const again = await openClone(remote, 'main', place, AUTHOR);
  assert.equal(await readFile(join(again.catalog, 'b', '1.yaml'), 'utf8'), 'theirs: true\n');
  assert.deepEqual(await subjects(place), ['catalog: ours', 'catalog: theirs', 'catalog: start']);
});

test('a clone that was cut off halfway is made anew', async (t) => {
  const remote = await makeRemote(t);
  const place = join(await temporaryFolder(t), 'clone');
  await mkdir(`${place}.unfinished/.git`, { recursive: true });
  await writeFile(`${place}.unfinished/.git/HEAD`, 'ref: ref');
  const clone = await openClone(remote, 'main', place, AUTHOR);
  assert.equal(await readFile(join(clone.catalog, 'a', '1.yaml'), 'utf8'), 'first: true\n');
});

test('a clone of another repository is not touched', async (t) => {
  const [one, other] = [await makeRemote(t), await makeRemote(t)];
  const place = join(await temporaryFolder(t), 'clone');
  await openClone(one, 'main', place, AUTHOR);
  await assert.rejects(openClone(other, 'main', place, AUTHOR), {
    code: 'git',
    message: /expected a clone of .* name another folder with --clone/,
  });
});

test('a branch that the remote does not have yet is begun', async (t) => {
  const remote = await makeRemote(t);
  const clone = await openClone(remote, 'catalog', join(await temporaryFolder(t), 'clone'), AUTHOR);
  await write(clone, 'catalog/b/1.yaml', 'new: true\n');
  await commitCatalog(clone, () => 'catalog: begin', AUTHOR);
  await pushCatalog(clone, 'catalog', AUTHOR);
  assert.match(await simpleGit(remote).raw(['branch', '--list', 'catalog']), /catalog/);
});

test('outside of a repository a commit is refused with what to do', async (t) => {
  const folder = await temporaryFolder(t);
  await assert.rejects(findRepository(join(folder, 'catalog')), {
    code: 'git',
    message: /expected a git repository around .*; run "git init" there, or leave out --commit/,
  });
});
