import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { simpleGit } from 'simple-git';
import { OsdexError, reasonOf } from '../core/error.ts';
import { mendClone, setAside } from './mend-clone.ts';
import { answerOf, ask, gitIn, succeeds } from './git.ts';
import type { Author, Git, Tell } from './git.ts';
import { rebase } from './rebase.ts';
import { pushUnlessConflict } from './repository.ts';
import type { Repository } from './repository.ts';

/** The catalog folder within a clone. */
const CATALOG_FOLDER = 'catalog';

/**
 * Clones a repository on first use and brings the clone up to date afterwards; a commit that could not be pushed
 * before is kept on top. What a run that was killed left half done is mended. No commit is ever thrown away: one that
 * does not fit is set aside on a branch of its own, and a clone that git cannot read is renamed. Access is the user's
 * own git configuration (SSH keys, credential helpers). Only for who alone works with this clone.
 *
 * @param tell hears what was mended.
 * @throws OsdexError `git`, `catalog-locked`, `write-failed`.
 */
export async function openClone(
  url: string,
  branch: string,
  directory: string,
  author: Author | undefined,
  tell: Tell = () => undefined,
): Promise<Repository> {
  const repository = { directory, catalog: join(directory, CATALOG_FOLDER) };
  if (await isClone(directory, tell)) await refreshClone(url, branch, repository, author, tell);
  else await makeClone(url, branch, directory);
  return repository;
}

/**
 * Pushes the branch of a clone of ours.
 *
 * @returns false where others pushed what ours does not fit to: then it was set aside, and the catalog is theirs, to be
 *   crawled again.
 * @throws OsdexError `git`.
 */
export async function pushClone(
  repository: Repository,
  branch: string,
  author: Author | undefined,
  tell: Tell,
): Promise<boolean> {
  const conflict = await pushUnlessConflict(repository, branch, author);
  if (conflict === undefined) return true;
  await giveWay(gitIn(repository.directory), branch, repository.directory, tell);
  return false;
}

/** @throws OsdexError `git` where there is something that is none of ours. */
async function isClone(directory: string, tell: Tell): Promise<boolean> {
  const names = await readdir(directory).catch((cause: unknown): string[] => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return [];
    throw foreign(directory, reasonOf(cause), cause);
  });
  if (names.length === 0) return false;
  if (!names.includes('.git')) throw foreign(directory, `other files (${names.slice(0, 3).join(', ')})`);
  if (await isWhole(gitIn(directory))) return true;
  let broken = `${directory}.broken`;
  for (let count = 2; existsSync(broken); count++) broken = `${directory}.broken-${count}`;
  await rename(directory, broken);
  tell(
    `${directory} was a clone that git cannot read; it is ${broken} now, with whatever commits were never pushed, and a new one is made`,
  );
  return false;
}

function foreign(directory: string, found: string, cause?: unknown): OsdexError {
  const message = `expected a clone or an empty folder at ${directory}, found ${found}; name another folder with --clone`;
  return new OsdexError('git', message, { path: directory, cause });
}

/** Whether git finds a repository right there, none above it, and can read what it is at. */
async function isWhole(git: Git): Promise<boolean> {
  if ((await answerOf(git, 'rev-parse', '--git-dir')) !== '.git') return false;
  const isUnborn =
    (await succeeds(git, 'symbolic-ref', '--quiet', 'HEAD')) &&
    (await answerOf(git, 'for-each-ref', '--count=1')) === '';
  return (
    (isUnborn || (await succeeds(git, 'ls-tree', '-r', '--name-only', 'HEAD'))) &&
    // Of the remote's commits only those that ours are on top of are looked at.
    (isUnborn || (await succeeds(git, 'rev-list', '--objects', '--quiet', 'HEAD', '--not', '--remotes'))) &&
    (await succeeds(git, 'ls-files', '--stage'))
  );
}

async function makeClone(url: string, branch: string, directory: string): Promise<void> {
  // Under another name until it is whole, so that a stop in between leaves nothing that looks like a clone.
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true });
  await ask(() => simpleGit().clone(url, unfinished), { expected: `a repository at ${url}` });
  const git = gitIn(unfinished);
  const start = (await hasRemote(git, branch)) ? [`origin/${branch}`] : [];
  await ask(() => git.raw(['checkout', '-B', branch, ...start]), {
    expected: `a branch ${branch} at ${url}`,
  });
  await rename(unfinished, directory);
}

async function refreshClone(
  url: string,
  branch: string,
  repository: Repository,
  author: Author | undefined,
  tell: Tell,
): Promise<void> {
  const { directory } = repository;
  const git = gitIn(directory);
  const origin = await answerOf(git, 'remote', 'get-url', 'origin');
  if (origin !== url) {
    throw new OsdexError(
      'git',
      `expected a clone of ${url} in ${directory}, found one of ${origin || 'nothing'}; name another folder with --clone`,
      { path: directory },
    );
  }
  await mendClone(repository, branch, author, tell);
  await ask(() => git.raw(['fetch', '--quiet', 'origin']), { expected: `to fetch from ${url}` });
  if (!(await hasRemote(git, branch))) return;
  const conflict = await rebase(git, branch, directory, author);
  if (conflict !== undefined) await giveWay(git, branch, directory, tell);
}

/** Takes the remote's state in place of ours, which stays on a branch: what was found can be found again. */
async function giveWay(git: Git, branch: string, directory: string, tell: Tell): Promise<void> {
  await setAside(git, 'HEAD', `others pushed something to ${branch} that it does not fit to`, tell);
  await ask(() => git.raw(['reset', '--quiet', '--keep', `origin/${branch}`]), {
    expected: `${directory} without changes of its own`,
    advice: `commit or undo them in ${directory}`,
  });
}

async function hasRemote(git: Git, branch: string): Promise<boolean> {
  return succeeds(git, 'show-ref', '--verify', '--quiet', `refs/remotes/origin/${branch}`);
}
