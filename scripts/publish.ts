import { resolve } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../core/counted.ts';
import { OsdexError } from '../core/error.ts';
import { openClone, pushClone } from '../crawler/clone.ts';
import type { Author } from '../crawler/git.ts';
import { takeLock } from '../core/files/lock.ts';
import { commitCatalog, currentBranch, findRepository, pushCatalog } from '../crawler/repository.ts';
import type { Repository } from '../crawler/repository.ts';
import { cacheFolder, folderNameOf } from './context.ts';
import type { CommonOptions } from './context.ts';

/** Options of the commands that change the catalog. */
export interface PublishOptions {
  commit?: boolean;
  push?: boolean;
  repository?: string;
  branch: string;
  clone?: string;
  author?: string;
}

export function withPublishOptions(command: Command): Command {
  return command
    .option('--commit', 'commit what changed in the catalog')
    .option('--push', 'push the commit (implies --commit)')
    .option(
      '--repository <url>',
      'work in a clone of this repository, made on first use (implies --commit and --push)',
    )
    .option('--branch <name>', 'branch to push to', 'main')
    .option('--clone <dir>', 'folder of that clone (default: one in the cache)')
    .option('--author <name>', 'author of the commit, as "Name <address>" (default: your git configuration)');
}

/** What was done to a catalog, and the message of its commit; without one nothing is published. */
interface Done<Report> {
  report: Report;
  message: ((files: readonly string[]) => string) | undefined;
}

/** How often others may push what ours does not fit to, before a person is told. */
const ROUNDS = 3;

/**
 * Changes the catalog that the flags name and publishes it as they say. Where others had pushed what the catalog that
 * was found does not fit to, all is done again.
 *
 * @param verb what is done, for messages.
 */
export async function changeCatalog<Report>(
  flags: CommonOptions & PublishOptions,
  verb: string,
  change: (catalog: string) => Promise<Done<Report>>,
): Promise<{ report: Report; commit?: string | undefined }> {
  const clone = cloneOf(flags);
  if (clone === undefined) return changeAndPublish(flags, verb, change);
  const unlock = await takeLock(`${clone}.lock`, `${verb} with this clone`);
  try {
    return await changeAndPublish(flags, verb, change);
  } finally {
    await unlock();
  }
}

async function changeAndPublish<Report>(
  flags: CommonOptions & PublishOptions,
  verb: string,
  change: (catalog: string) => Promise<Done<Report>>,
): Promise<{ report: Report; commit?: string | undefined }> {
  for (let round = 1; ; round++) {
    const repository = await openRepository(flags);
    const { report, message } = await change(repository?.catalog ?? flags.catalog);
    if (repository === undefined || message === undefined) return { report };
    const commit = await commitCatalog(repository, message, parseAuthor(flags.author));
    if (await push(repository, flags)) return { report, commit };
    if (round === ROUNDS) {
      throw new OsdexError(
        'git',
        `expected to push to ${flags.branch}, found ${counted(ROUNDS, 'time')} that others had changed the same files meanwhile; ${verb} again`,
      );
    }
  }
}

function cloneOf({ repository, branch, clone }: PublishOptions): string | undefined {
  if (repository === undefined) return undefined;
  return clone ?? cacheFolder('clones', folderNameOf(`${repository} ${branch}`));
}

async function openRepository(flags: CommonOptions & PublishOptions): Promise<Repository | undefined> {
  const clone = cloneOf(flags);
  if (flags.repository !== undefined && clone !== undefined)
    return openClone(flags.repository, flags.branch, resolve(clone), parseAuthor(flags.author), tell);
  return flags.commit || flags.push ? findRepository(flags.catalog) : undefined;
}

/** @returns whether all that was to be pushed is. */
async function push(repository: Repository, flags: PublishOptions): Promise<boolean> {
  const author = parseAuthor(flags.author);
  if (flags.repository !== undefined) return pushClone(repository, flags.branch, author, tell);
  if (flags.push) await pushCatalog(repository, await currentBranch(repository), author);
  return true;
}

function tell(sentence: string): void {
  process.stderr.write(`osdex: ${sentence}\n`);
}

function parseAuthor(text: string | undefined): Author | undefined {
  if (text === undefined) return undefined;
  const [, name, email] = /^([^<>\n]+?) *<([^<>\s]+)>$/.exec(text) ?? [];
  if (name !== undefined && email !== undefined) return { name, email };
  throw new OsdexError('usage', `expected --author as "Name <address>", found "${text}"`);
}
