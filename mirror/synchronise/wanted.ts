import type { Holdings, SideFile } from './survey.ts';

/**
 * How two repositories are made to agree: `mirror` makes the destination what the source is, `update` brings it what is
 * new or changed, `merge` brings to each what only the other has.
 */
export const MODES = ['mirror', 'update', 'merge'] as const;
export type Mode = (typeof MODES)[number];

/** What is to be at each path, by digest. */
export type Wanted = Map<string, string>;

/** Two files of one path, of which each side had one: both are kept. */
export interface Conflict {
  path: string;
  /** Where the older one lies from now on. */
  otherPath: string;
}

/** What each side is to have; undefined for a side that stays as it is. */
export interface Agreement {
  destination: Wanted;
  source: Wanted | undefined;
  conflicts: Conflict[];
  /** Paths that the destination keeps although the source has nothing good there. */
  kept: string[];
}

/** What is wanted where bytes lie that are no file's: nothing else than what is there. */
export const AS_IT_IS = 'as it is';

/** @param takesMissing whether the destination gives up what the source should have and does not. */
export function agree(mode: Mode, source: Holdings, destination: Holdings, takesMissing: boolean): Agreement {
  if (mode === 'merge') return merge(source, destination);
  const wanted = mode === 'update' ? asItIs(destination) : new Map<string, string>();
  const kept: string[] = [];
  if (mode === 'mirror') {
    const lost = [...source.bad, ...(takesMissing ? [] : source.missing)];
    for (const path of lost) {
      const file = destination.files.get(path);
      if (file === undefined) continue;
      wanted.set(path, file.digest);
      kept.push(path);
    }
  }
  for (const [path, { digest }] of source.files) wanted.set(path, digest);
  return { destination: wanted, source: undefined, conflicts: [], kept };
}

/** A file that the other side has under another path stays where each has it. */
function merge(source: Holdings, destination: Holdings): Agreement {
  const agreed = { source: asItIs(source), destination: asItIs(destination), conflicts: [] as Conflict[] };
  for (const [from, to, wanted] of [
    [source, destination, agreed.destination],
    [destination, source, agreed.source],
  ] as const) {
    const there = new Set([...to.files.values()].map(({ digest }) => digest));
    for (const [path, { digest }] of from.files)
      if (!to.files.has(path) && !there.has(digest)) wanted.set(path, digest);
  }
  for (const [path, ours] of source.files) {
    const theirs = destination.files.get(path);
    if (theirs === undefined || theirs.digest === ours.digest) continue;
    const [first, other] = isBefore(ours, theirs) ? [theirs, ours] : [ours, theirs];
    const otherPath = pathOfOther(path, other.digest);
    for (const wanted of [agreed.source, agreed.destination])
      wanted.set(path, first.digest).set(otherPath, other.digest);
    agreed.conflicts.push({ path, otherPath });
  }
  return { ...agreed, kept: [] };
}

function asItIs({ files, bad }: Holdings): Wanted {
  const wanted: Wanted = new Map([...files].map(([path, { digest }]) => [path, digest]));
  for (const path of bad) wanted.set(path, AS_IT_IS);
  return wanted;
}

/** Whether the other of two files keeps the name: a proven one, else the younger; the same wherever it is asked. */
function isBefore(one: SideFile, other: SideFile): boolean {
  const [a, b] = [one, other].map(({ record, modifiedMs, digest }) => ({
    isProven: record?.state === 'proven' ? 1 : 0,
    addedMs: record === undefined ? modifiedMs : Date.parse(record.addedAt),
    digest,
  }));
  if (a === undefined || b === undefined) return false;
  return a.isProven - b.isProven < 0 || (a.isProven === b.isProven && comesFirst(a, b));
}

function comesFirst(a: { addedMs: number; digest: string }, b: { addedMs: number; digest: string }): boolean {
  return a.addedMs < b.addedMs || (a.addedMs === b.addedMs && a.digest < b.digest);
}

/** How a file is packed stays at its end, with the kind of it before. */
const ENDING = /(?:\.[a-z][a-z0-9]{0,7})?(?:\.(?:xz|gz|bz2|zst|lz4|zip))?$/i;

/** `debian/a.1a2b3c4d.iso` of `debian/a.iso`. */
function pathOfOther(path: string, digest: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const at = slash + Math.max(1, path.slice(slash).search(ENDING));
  return `${path.slice(0, at)}.${digest.slice(digest.indexOf(':') + 1).slice(0, 8)}${path.slice(at)}`;
}
