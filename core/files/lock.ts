import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { OsdexError, reasonOf } from '../error.ts';
import { describeHolder, isAtWork, LockHolder } from './lock-holder.ts';

/** A lock that says nothing yet may be one that is being written; after this it is what a crash left. */
const WRITING_MS = 10_000;

/** Gives a lock back. */
export type Unlock = () => Promise<void>;

/** A lock that was taken. */
export interface Lock {
  unlock: Unlock;
  /** In ms since 1970, by the clock of the folder it lies in. */
  takenAt: number;
}

/**
 * Takes a lock file. A lock is left behind by a process that was killed; it is taken over when that process is seen
 * to be gone, and after a day when it cannot be seen (on another machine, in another container).
 *
 * @param work what only one may do at a time, for the message.
 * @throws OsdexError `catalog-locked`, `write-failed`.
 */
export async function takeLock(path: string, work: string): Promise<Unlock> {
  return (await takeDatedLock(path, work)).unlock;
}

interface Found {
  /** Undefined where the lock says nothing that can be read. */
  holder: LockHolder | undefined;
  id: string;
  takenAt: number;
}

/*
 * A lock is made whole: written under another name, then linked to its own, which fails when it is there. A lock whose
 * holder is gone is never removed, since whoever would remove it could hit the one of another who was quicker. Instead
 * its successor is put beside it, named after it, which again only one can do; the successor then takes its place.
 */
/**
 * As `takeLock`, for whoever clears away what was left before it was taken.
 *
 * @throws OsdexError `catalog-locked`, `write-failed`.
 */
export async function takeDatedLock(path: string, work: string): Promise<Lock> {
  const me = describeHolder();
  const draft = `${path}.${me.id}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    for (;;) {
      const takenAt = await writeLock(draft, me, 'w');
      if (await tryToTake(path, draft, me, takenAt, work)) {
        await clearClaims(path);
        return { unlock: () => release(path, me), takenAt };
      }
    }
  } catch (cause) {
    if (cause instanceof OsdexError) throw cause;
    const message = `expected to write ${path}, found: ${reasonOf(cause)}`;
    throw new OsdexError('write-failed', message, { path, cause });
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** @returns false when another was quicker and it has to be looked at anew. */
async function tryToTake(
  path: string,
  draft: string,
  me: LockHolder,
  now: number,
  work: string,
): Promise<boolean> {
  const chain = await readChain(path);
  const last = chain.at(-1);
  if (last === undefined) return claim(draft, path, me);
  refuseIfHeld(last, now, path, work);
  const place = claimOf(path, last);
  if (!(await claim(draft, place, me))) return false;
  // Who was quicker to succeed the same lock has taken its place, and our claim is to nothing.
  const [first] = await readChain(path);
  if (first?.id !== chain[0]?.id) {
    await rm(place, { force: true });
    return false;
  }
  await rename(place, path);
  return true;
}

/** The lock, its successor, the successor of that: of the last one it is asked whether it holds. */
async function readChain(path: string): Promise<Found[]> {
  const chain: Found[] = [];
  for (let at = path; ;) {
    const found = await readLock(at);
    if (found === undefined || chain.some(({ id }) => id === found.id)) return chain;
    chain.push(found);
    at = claimOf(path, found);
  }
}

function claimOf(path: string, { id }: Found): string {
  return `${path}.${id}`;
}

async function readLock(path: string): Promise<Found | undefined> {
  try {
    const { ino, mtimeNs, mtimeMs } = await stat(path, { bigint: true });
    const holder = parseHolder(await readFile(path, 'utf8'));
    return { holder, id: holder?.id ?? `unreadable-${ino}-${mtimeNs}`, takenAt: Number(mtimeMs) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    return LockHolder.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function refuseIfHeld({ holder, takenAt }: Found, now: number, path: string, work: string): void {
  const expected = `expected no other ${work}`;
  if (holder === undefined) {
    if (Math.abs(now - takenAt) >= WRITING_MS) return;
    const message = `${expected}, found one that is just beginning; wait for it (${path} can be ignored ${WRITING_MS / 1000} seconds after it was made)`;
    throw new OsdexError('catalog-locked', message, { path });
  }
  if (!isAtWork(holder, now - takenAt)) return;
  const { pid, host, since } = holder;
  throw new OsdexError(
    'catalog-locked',
    `${expected}, found one at work (process ${pid} on ${host}, since ${since}); wait for it, or remove ${path} if that process is none of osdex or its machine has stopped`,
    { path },
  );
}

/** Gives the draft a second name that nobody else has. @returns false when somebody has it. */
async function claim(draft: string, place: string, me: LockHolder): Promise<boolean> {
  try {
    await link(draft, place);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' || code === 'ENOENT') return false;
    // Some file systems of removable media and shared folders have no second names.
    return writeLock(place, me, 'wx').then(
      () => true,
      (cause: unknown) => {
        if (codeOf(cause) === 'EEXIST') return false;
        throw cause;
      },
    );
  }
}

/** @returns when, by the clock of the folder it lies in. */
async function writeLock(path: string, holder: LockHolder, flags: 'w' | 'wx'): Promise<number> {
  const file = await open(path, flags);
  try {
    await file.writeFile(`${JSON.stringify(holder)}\n`);
    return (await file.stat()).mtimeMs;
  } catch (cause) {
    await rm(path, { force: true }).catch(() => undefined);
    throw cause;
  } finally {
    await file.close();
  }
}

/** What claims of processes that were killed left; whoever holds the lock knows that they are to nothing. */
async function clearClaims(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const claims = names.filter((name) => name.startsWith(`${basename(path)}.`));
  await Promise.all(claims.map((name) => rm(join(folder, name), { force: true }).catch(() => undefined)));
}

/** A lock that a person removed may be another's by now. */
async function release(path: string, me: LockHolder): Promise<void> {
  const found = await readLock(path);
  if (found?.id === me.id) await rm(path, { force: true });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
