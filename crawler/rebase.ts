import { writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { HEALTH_FILE } from '../core/catalog/catalog.ts';
import { OsdexError } from '../core/error.ts';
import { readYaml } from '../core/files/yaml.ts';
import { Health } from '../core/health.ts';
import { answerOf, gitError, identityOf, splitNames } from './git.ts';
import type { Author, Git } from './git.ts';
import { healthText, joinHealth } from './health.ts';
import { joinLinks, LINKS_FILE } from './links-rotation.ts';

/**
 * Puts our commits on top of the remote's branch. What every run changes, the health record and how far the checks of
 * addresses are, is joined where both changed it. Where our commits do not fit all is as it was before.
 *
 * @returns the error that tells of a conflict, or undefined when there is none.
 * @throws OsdexError `git` when there can be no rebase at all.
 */
export async function rebase(
  git: Git,
  branch: string,
  directory: string,
  author: Author | undefined,
): Promise<OsdexError | undefined> {
  const identity = identityOf(author);
  const expected = `our commits to fit on top of origin/${branch}`;
  let next = ['rebase', '--quiet', '--autostash', `origin/${branch}`];
  for (;;) {
    let cause: unknown;
    try {
      await git.raw([...identity, ...next]);
      return undefined;
    } catch (error) {
      cause = error;
    }
    const unsettled = splitNames(await answerOf(git, 'diff', '--name-only', '--diff-filter=U', '-z'));
    const isJoined = unsettled.length > 0 && (await joinAll(git, directory, unsettled));
    if (!isJoined) {
      await git.raw(['rebase', '--abort']).catch(() => undefined);
      if (unsettled.length === 0) throw gitError(cause, expected, undefined, directory);
      const advice = `both are kept, settle it in ${directory} with: git rebase origin/${branch}`;
      const message = `expected ${expected}, found: both changed ${unsettled.join(', ')}; ${advice}`;
      return new OsdexError('git', message, { path: directory, cause });
    }
    const isEmpty = (await answerOf(git, 'diff', '--cached', '--name-only')) === '';
    // With the message as it is: `--continue` alone would open an editor.
    if (!isEmpty) await git.raw([...identity, 'commit', '--quiet', '--no-edit']);
    next = ['rebase', isEmpty ? '--skip' : '--continue'];
  }
}

/** @returns false where a file is none that can be joined. */
async function joinAll(git: Git, directory: string, files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    const join = JOINS[basename(file)];
    if (join === undefined) return false;
    const text = await Promise.all([2, 3].map(async (side) => git.raw(['show', `:${side}:${file}`])))
      .then(([theirs = '', ours = '']) => join(theirs, ours))
      .catch(() => undefined);
    if (text === undefined) return false;
    await writeFile(resolve(directory, file), text);
    await git.raw(['add', '--', file]);
  }
  return true;
}

/** How two states of a file become one. */
const JOINS: Readonly<Record<string, (theirs: string, ours: string) => string>> = {
  [HEALTH_FILE]: (theirs, ours) => healthText(joinHealth(parse(theirs), parse(ours))),
  [LINKS_FILE]: joinLinks,
};

function parse(text: string): Health {
  return readYaml(text, Health, HEALTH_FILE, 'catalog-invalid');
}
