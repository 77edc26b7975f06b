import { reasonOf } from '../../core/error.ts';
import { answerOf, ask, gitIn, identityOf } from '../../crawler/git.ts';
import type { Author } from '../../crawler/git.ts';

/** The first commit, or why there is none and what to do. */
export type FirstCommit = { commit: string } | { uncommitted: string };

/** The root of the git repository that a folder lies in. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  return (await answerOf(gitIn(folder), 'rev-parse', '--show-toplevel')) || undefined;
}

/**
 * Makes a folder a git repository with all that is in it as its first commit, where git is installed. What git
 * refuses, such as a commit of somebody it does not know, is told and no failure.
 *
 * @throws OsdexError `git` when no repository can be made at all.
 */
export async function commitFirst(folder: string, author?: Author): Promise<FirstCommit> {
  const git = gitIn(folder);
  if ((await answerOf(git, '--version')) === '') {
    return { uncommitted: 'git was not found; a crawl commits once there is a repository' };
  }
  await ask(() => git.raw(['init', '--quiet', '--initial-branch', 'main']), {
    expected: `a new git repository in ${folder}`,
  });
  try {
    await git.raw(['add', '--all']);
    await git.raw([
      ...identityOf(author),
      'commit',
      '--quiet',
      '--message',
      'Choose what the catalog is made of',
    ]);
  } catch (cause) {
    const reason = reasonOf(cause).trim().split('\n').at(-1);
    return {
      uncommitted: `git would not commit (${reason}); set user.name and user.email in git, then run: git add --all && git commit`,
    };
  }
  return { commit: await answerOf(git, 'rev-parse', 'HEAD') };
}
