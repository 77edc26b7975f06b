import { simpleGit } from 'simple-git';
import { OsdexError, reasonOf } from '../core/error.ts';

/** Whose name commits carry. */
export interface Author {
  name: string;
  email: string;
}

/** What a person should know of what was done to a repository. */
export type Tell = (sentence: string) => void;

/** Git at work in one folder. */
export interface Git {
  /** @returns what it printed. Whatever ends with another number than 0 throws what git had to say. */
  raw(args: readonly string[]): Promise<string>;
}

/** What simple-git does not pass on, and throws for where it is handed an environment. */
const NOT_PASSED = /^(?:git.*|editor|visual|pager|prefix|ssh_askpass)$/i;

/** Git in a folder, which must be there. */
export function gitIn(directory: string): Git {
  const environment = Object.entries(process.env).filter(([name]) => !NOT_PASSED.test(name));
  const git = simpleGit({
    baseDir: directory,
    // Without it a command that fails without a word would count as done.
    errors: (_, { exitCode, stdOut, stdErr }) =>
      exitCode === 0
        ? undefined
        : new Error(
            Buffer.concat([...stdOut, ...stdErr])
              .toString()
              .trim() || `git ended with ${exitCode}`,
          ),
    // Git's words are understood below, so they are asked for in English.
  }).env({ ...Object.fromEntries(environment), LANGUAGE: 'en' });
  return { raw: async (args) => git.raw([...args]) };
}

/** A rebase makes commits too, so it needs the same identity as the commit. */
export function identityOf(author: Author | undefined): string[] {
  return author === undefined ? [] : ['-c', `user.name=${author.name}`, '-c', `user.email=${author.email}`];
}

/**
 * Asks git for something, and puts what it has to say into one sentence.
 *
 * @throws OsdexError `git`.
 */
export async function ask<T>(
  run: () => PromiseLike<T>,
  { expected, advice }: { expected: string; advice?: string | undefined },
): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw gitError(cause, expected, advice);
  }
}

/** Git's lock does not say whose it is, so nobody but a person can know that it is nobody's. */
const LOCKED = /Unable to create '(.+\.lock)': File exists/;

/** The error for what git refused. */
export function gitError(cause: unknown, expected: string, advice?: string, path?: string): OsdexError {
  const reason = reasonOf(cause);
  const lock = LOCKED.exec(reason)?.[1];
  if (lock !== undefined) {
    const message = `expected ${expected}, found ${lock} in the way, which a git at work makes, and one that was killed leaves; wait for it, or, if no git is at work there, remove that file and start again`;
    return new OsdexError('git', message, { path: lock, cause });
  }
  const message = `expected ${expected}, found: ${lastLine(reason)}${advice === undefined ? '' : `; ${advice}`}`;
  return new OsdexError('git', message, { path, cause });
}

/** The line of git's answer that tells the reason. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => /fatal|error|rejected|denied/i.test(line));
  return (lines.at(-1) ?? text.trim().split('\n').at(-1) ?? text).replace(/^(?:fatal|error): /, '').trim();
}

/** Whether git answers at all. */
export async function succeeds(git: Git, ...args: string[]): Promise<boolean> {
  return git.raw(args).then(
    () => true,
    () => false,
  );
}

/** What git answers without the line end, or an empty text where it refuses. */
export async function answerOf(git: Git, ...args: string[]): Promise<string> {
  return (await git.raw(args).catch(() => '')).trim();
}

/** A list that git ends with zeros. */
export function splitNames(text: string): string[] {
  return text.split('\0').filter((name) => name !== '');
}
