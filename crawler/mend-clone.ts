import { readFile, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { commitMessage } from './commit-message.ts';
import { answerOf, ask, gitIn, splitNames, succeeds } from './git.ts';
import type { Author, Git, Tell } from './git.ts';
import { lockCatalog } from './lock-catalog.ts';
import { catalogFiles, commitCatalog } from './repository.ts';
import type { Repository } from './repository.ts';

/**
 * Brings a clone of ours into order after a run that was killed: a rebase is given up, files that are missing come
 * back, what was recorded and not committed is committed, and it is on its branch.
 *
 * @throws OsdexError `git` where only a person can know what is right.
 */
export async function mendClone(
  repository: Repository,
  branch: string,
  author: Author | undefined,
  tell: Tell,
): Promise<void> {
  const { directory, catalog } = repository;
  const git = gitIn(directory);
  await endRebase(git, directory, tell);
  for (const [file, what] of [
    ['MERGE_HEAD', 'merge'],
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
  ] as const) {
    if (!existsSync(join(directory, '.git', file))) continue;
    const message = `expected ${directory} to be at rest, found a ${what} in progress; finish it, or give it up with: git -C ${directory} ${what} --abort`;
    throw new OsdexError('git', message, { path: directory });
  }
  if (existsSync(catalog)) {
    // What was being renamed together is finished before git looks, and nothing unfinished stays.
    const unlock = await lockCatalog(catalog);
    await unlock();
  }
  await restoreMissing(git, repository, tell);
  const commit = await commitCatalog(repository, (files) => commitMessage([], files), author);
  if (commit !== undefined)
    tell(`committed in ${directory} what a crawl that did not come to its end had recorded`);
  await goToBranch(git, branch, directory, tell);
}

/** Gives a rebase up that is not at its end; the commits that it had made are kept. */
async function endRebase(git: Git, directory: string, tell: Tell): Promise<void> {
  const folders = ['rebase-merge', 'rebase-apply'].map((name) => join(directory, '.git', name));
  const found = folders.find((folder) => existsSync(folder));
  if (found === undefined) return;
  if (!(await isKept(git, 'HEAD'))) await setAside(git, 'HEAD', 'a rebase was not at its end', tell);
  if (!(await succeeds(git, 'rebase', '--abort'))) {
    if (existsSync(join(directory, '.git', 'index.lock')))
      await ask(() => git.raw(['rebase', '--abort']), { expected: `to end the rebase in ${directory}` });
    // One that was killed as it began or ended; the branch is where it was before, or where it should be.
    const stash = await readFile(join(found, 'autostash'), 'utf8').catch(() => '');
    if (stash !== '') await setAside(git, stash.trim(), 'changes were put away for a rebase', tell);
    await rm(found, { recursive: true, force: true });
  }
  tell(`gave up a rebase in ${directory} that was not at its end`);
}

/** No crawl takes a record away, so a file that is missing was never checked out, or is on its way to another. */
async function restoreMissing(git: Git, repository: Repository, tell: Tell): Promise<void> {
  const { directory } = repository;
  const missing = splitNames(
    await ask(() => git.raw(['ls-files', '--deleted', '-z', '--', ...catalogFiles(repository)]), {
      expected: `to see what is missing in ${directory}`,
    }),
  );
  if (missing.length === 0) return;
  const expected = `to bring back what is missing in ${directory}`;
  await ask(() => git.raw(['checkout', '--quiet', '--', ...missing]), { expected });
  tell(
    `brought back ${counted(missing.length, 'file')} that ${missing.length === 1 ? 'was' : 'were'} missing in ${directory}`,
  );
}

async function goToBranch(git: Git, branch: string, directory: string, tell: Tell): Promise<void> {
  const current = await answerOf(git, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  if (current === branch) return;
  if (current === '' && !(await isKept(git, 'HEAD')))
    await setAside(git, 'HEAD', `it was on no branch`, tell);
  const isThere = await succeeds(git, 'show-ref', '--verify', '--quiet', `refs/heads/${branch}`);
  const isRemote = await succeeds(git, 'show-ref', '--verify', '--quiet', `refs/remotes/origin/${branch}`);
  const start = isRemote ? [`origin/${branch}`] : [];
  await ask(() => git.raw(['checkout', '--quiet', ...(isThere ? [branch] : ['-b', branch, ...start])]), {
    expected: `to go to the branch ${branch} in ${directory}`,
    advice: `go there with: git -C ${directory} checkout ${branch}`,
  });
  tell(`went to the branch ${branch} in ${directory}, which was on ${current || 'none'}`);
}

/** Whether a branch, of ours or of the remote, has a commit. */
async function isKept(git: Git, commit: string): Promise<boolean> {
  const refs = ['refs/heads', 'refs/remotes'];
  return (await answerOf(git, 'for-each-ref', '--count=1', '--contains', commit, ...refs)) !== '';
}

/** Keeps a commit on a branch of its own. */
export async function setAside(git: Git, commit: string, reason: string, tell: Tell): Promise<void> {
  const hash = await answerOf(git, 'rev-parse', '--short=12', commit);
  if (hash === '') return;
  const branch = `set-aside-${hash}`;
  await ask(() => git.raw(['branch', '--force', branch, hash]), { expected: `to keep ${hash} on ${branch}` });
  tell(`kept ${hash} on the branch ${branch}, since ${reason}`);
}
