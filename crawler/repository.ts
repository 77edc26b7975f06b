import { mkdir } from 'node:fs/promises';
import { relative } from 'node:path';
import { OsdexError, reasonOf } from '../core/error.ts';
import { answerOf, ask, gitError, gitIn, identityOf, splitNames } from './git.ts';
import type { Author } from './git.ts';
import { rebase } from './rebase.ts';

/** A git work tree that holds a catalog. */
export interface Repository {
  directory: string;
  /** The catalog's folder within it, absolute. */
  catalog: string;
}

const PUSH_ATTEMPTS = 5;

/**
 * The repository that a catalog folder lies in.
 *
 * @throws OsdexError `git` when it lies in none.
 */
export async function findRepository(catalog: string): Promise<Repository> {
  try {
    await mkdir(catalog, { recursive: true });
  } catch (cause) {
    const message = `expected to write ${catalog}, found: ${reasonOf(cause)}`;
    throw new OsdexError('write-failed', message, { path: catalog, cause });
  }
  const directory = await ask(() => gitIn(catalog).raw(['rev-parse', '--show-toplevel']), {
    expected: `a git repository around ${catalog}`,
    advice: `run "git init" there, or leave out --commit`,
  });
  return { directory: directory.trim(), catalog };
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
  const git = gitIn(directory);
  const folder = relative(directory, catalog) || '.';
  const yaml = catalogFiles({ directory, catalog });
  const expected = 'to commit the catalog';
  const unsettled = splitNames(
    await ask(() => git.raw(['diff', '--name-only', '--diff-filter=U', '-z', '--', ...yaml]), { expected }),
  );
  if (unsettled.length > 0) {
    throw new OsdexError(
      'git',
      `expected ${expected}, found a conflict that nobody settled in ${unsettled.join(', ')}; settle it, or take what was committed with: git -C ${directory} checkout HEAD -- ${unsettled.join(' ')}`,
      { path: directory },
    );
  }
  // Git refuses to add where it finds no file at all.
  const status = ['status', '--porcelain', '--untracked-files=all', '--', ...yaml];
  if ((await ask(() => git.raw(status), { expected })) === '') return undefined;
  await ask(() => git.raw(['add', '--all', '--', ...yaml]), { expected });
  const staged = splitNames(
    await ask(() => git.raw(['diff', '--cached', '--name-only', '-z', '--', ...yaml]), { expected }),
  );
  if (staged.length === 0) return undefined;
  const text = message(staged.map((file) => relative(folder, file)));
  await ask(
    () => git.raw([...identityOf(author), 'commit', '--quiet', '--only', '--message', text, '--', ...yaml]),
    { expected, advice: 'set user.name and user.email in git, or give --author "Name <address>"' },
  );
  return answerOf(git, 'rev-parse', 'HEAD');
}

/** The catalog's files as git is asked for them; locks and what is unfinished are none. */
export function catalogFiles({ directory, catalog }: Repository): string[] {
  return [`:(glob)${relative(directory, catalog) || '.'}/**/*.yaml`];
}

/**
 * Pushes the branch. A push that loses a race is rebased onto what won and tried again.
 *
 * @throws OsdexError `git`: the commit is kept, and the message says how to go on.
 */
export async function pushCatalog(
  repository: Repository,
  branch: string,
  author: Author | undefined,
): Promise<void> {
  const conflict = await pushUnlessConflict(repository, branch, author);
  if (conflict !== undefined) throw conflict;
}

/**
 * The same, for who has an answer to a conflict with what others pushed.
 *
 * @returns the error that tells of the conflict.
 * @throws OsdexError `git`.
 */
export async function pushUnlessConflict(
  { directory }: Repository,
  branch: string,
  author: Author | undefined,
): Promise<OsdexError | undefined> {
  const git = gitIn(directory);
  for (let attempt = 1; ; attempt++) {
    try {
      await git.raw(['push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`]);
      return undefined;
    } catch (cause) {
      const isLostRace =
        /\[rejected\]|fetch first|non-fast-forward|cannot lock ref|failed to update ref/.test(
          reasonOf(cause),
        );
      if (!isLostRace || attempt === PUSH_ATTEMPTS) {
        const advice = `the commit is kept in ${directory}, push it with: git -C ${directory} push origin HEAD:${branch}`;
        throw gitError(cause, `to push to ${branch}`, advice, directory);
      }
      await ask(() => git.raw(['fetch', '--quiet', 'origin']), {
        expected: `to fetch ${branch} after a lost race`,
      });
      const conflict = await rebase(git, branch, directory, author);
      if (conflict !== undefined) return conflict;
    }
  }
}

/** The branch that a work tree is on. */
export async function currentBranch({ directory }: Repository): Promise<string> {
  const branch = await ask(() => gitIn(directory).raw(['symbolic-ref', '--short', 'HEAD']), {
    expected: `a branch in ${directory} to push`,
    advice: `go to one with: git -C ${directory} checkout BRANCH`,
  });
  return branch.trim();
}
