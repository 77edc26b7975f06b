import { mkdir, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { simpleGit } from 'simple-git';
import type { SimpleGit } from 'simple-git';
import { OsdexError, reasonOf } from '../core/error.ts';

/** A git work tree that holds a catalog. */
export interface Repository {
  directory: string;
  /** The catalog's folder within it, absolute. */
  catalog: string;
}

export interface Author {
  name: string;
  email: string;
}

const PUSH_ATTEMPTS = 5;

/** The catalog folder within a clone. */
const CATALOG_FOLDER = 'catalog';

/**
 * The repository that a catalog folder lies in.
 *
 * @throws OsdexError `git` when it lies in none.
 */
export async function findRepository(catalog: string): Promise<Repository> {
  await mkdir(catalog, { recursive: true });
  const directory = await ask(() => simpleGit(catalog).revparse(['--show-toplevel']), {
    expected: `a git repository around ${catalog}`,
    advice: `run "git init" there, or leave out --commit`,
  });
  return { directory: directory.trim(), catalog };
}

/**
 * Clones a repository on first use and brings the clone up to date afterwards; a commit that could not be pushed
 * before is kept on top. Access is the user's own git configuration (SSH keys, credential helpers).
 *
 * @throws OsdexError `git`.
 */
export async function openClone(
  url: string,
  branch: string,
  directory: string,
  author: Author | undefined,
): Promise<Repository> {
  if (existsSync(join(directory, '.git'))) await refreshClone(url, branch, directory, author);
  else await makeClone(url, branch, directory);
  return { directory, catalog: join(directory, CATALOG_FOLDER) };
}

async function makeClone(url: string, branch: string, directory: string): Promise<void> {
  // Under another name until it is whole, so that a stop in between leaves nothing that looks like a clone.
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(directory), { recursive: true });
  await ask(() => simpleGit().clone(url, unfinished), { expected: `a repository at ${url}` });
  const git = simpleGit(unfinished);
  const branches = await git.branch(['--remotes']);
  const start = branches.all.includes(`origin/${branch}`) ? [`origin/${branch}`] : [];
  await ask(() => git.raw(['checkout', '-B', branch, ...start]), {
    expected: `a branch ${branch} at ${url}`,
  });
  await rename(unfinished, directory);
}

async function refreshClone(
  url: string,
  branch: string,
  directory: string,
  author: Author | undefined,
): Promise<void> {
  const git = simpleGit(directory);
  const origin = ((await git.remote(['get-url', 'origin'])) || '').trim();
  if (origin !== url) {
    throw new OsdexError(
      'git',
      `expected a clone of ${url} in ${directory}, found one of ${origin}; name another folder with --clone`,
      {
        path: directory,
      },
    );
  }
  await ask(() => git.fetch('origin'), { expected: `to fetch from ${url}` });
  if ((await git.branch(['--remotes'])).all.includes(`origin/${branch}`))
    await rebase(git, branch, directory, author);
}

/**
 * Commits what changed in the catalog, and nothing else, whatever else is staged or changed in the work tree.
 *
 * @param message makes the message for the files that changed, relative to the catalog.
 * @returns the commit's hash, or undefined when nothing had changed.
 * @throws OsdexError `git`.
 */
export async function commitCatalog(
  { directory, catalog }: Repository,
  message: (files: readonly string[]) => string,
  author: Author | undefined,
): Promise<string | undefined> {
  const git = simpleGit(directory);
  const folder = relative(directory, catalog) || '.';
  const yaml = [`:(glob)${folder}/**/*.yaml`];
  await git.raw(['add', '--all', '--', ...yaml]);
  const staged = (await git.raw(['diff', '--cached', '--name-only', '-z', '--', ...yaml]))
    .split('\0')
    .filter((file) => file !== '');
  if (staged.length === 0) return undefined;
  const text = message(staged.map((file) => relative(folder, file)));
  await ask(
    () => git.raw([...identityOf(author), 'commit', '--quiet', '--only', '--message', text, '--', ...yaml]),
    {
      expected: 'to commit the catalog',
      advice: 'set user.name and user.email in git, or give --author "Name <address>"',
    },
  );
  return (await git.revparse(['HEAD'])).trim();
}

/**
 * Pushes the branch. A push that loses a race is rebased onto what won and tried again.
 *
 * @throws OsdexError `git`: the commit is kept, and the message says how to go on.
 */
export async function pushCatalog(
  { directory }: Repository,
  branch: string,
  author: Author | undefined,
): Promise<void> {
  const git = simpleGit(directory);
  for (let attempt = 1; ; attempt++) {
    try {
      await git.raw(['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
      return;
    } catch (cause) {
      const reason = reasonOf(cause);
      const isLostRace =
        /\[rejected\]|fetch first|non-fast-forward|cannot lock ref|failed to update ref/.test(reason);
      if (!isLostRace || attempt === PUSH_ATTEMPTS) {
        throw new OsdexError(
          'git',
          `expected to push to ${branch}, found: ${lastLine(reason)}; the commit is kept in ${directory}, push it with: git -C ${directory} push origin HEAD:${branch}`,
          { path: directory, cause },
        );
      }
      await ask(() => git.fetch('origin'), { expected: `to fetch ${branch} after a lost race` });
      await rebase(git, branch, directory, author);
    }
  }
}

/** The branch that a work tree is on. */
export async function currentBranch({ directory }: Repository): Promise<string> {
  return (await simpleGit(directory).raw(['symbolic-ref', '--short', 'HEAD'])).trim();
}

async function rebase(
  git: SimpleGit,
  branch: string,
  directory: string,
  author: Author | undefined,
): Promise<void> {
  try {
    await git.raw([...identityOf(author), 'rebase', '--quiet', '--autostash', `origin/${branch}`]);
  } catch (cause) {
    await git.raw(['rebase', '--abort']).catch(() => undefined);
    throw new OsdexError(
      'git',
      `expected our commits to fit on top of origin/${branch}, found: ${lastLine(reasonOf(cause))}; both are kept, settle it in ${directory} with: git rebase origin/${branch}`,
      { path: directory, cause },
    );
  }
}

/** A rebase makes commits too, so it needs the same identity as the commit. */
function identityOf(author: Author | undefined): string[] {
  return author === undefined ? [] : ['-c', `user.name=${author.name}`, '-c', `user.email=${author.email}`];
}

async function ask<T>(
  run: () => PromiseLike<T>,
  { expected, advice }: { expected: string; advice?: string },
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    const message = `expected ${expected}, found: ${lastLine(reasonOf(cause))}${advice === undefined ? '' : `; ${advice}`}`;
    throw new OsdexError('git', message, { cause });
  }
}

function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /fatal|error|rejected|denied/i.test(line));
  return (lines.at(-1) ?? text.split('\n').at(-1) ?? text).replace(/^(?:fatal|error): /, '').trim();
}
