import { incomingPath, readIncomingPath } from '../remote/store.ts';
import { AS_IT_IS } from './wanted.ts';
import type { Wanted } from './wanted.ts';
import type { Holdings } from './survey.ts';

/** What is done at one side, in this order: `discard` is a trash for what was only on its way. */
export type StepKind = 'move' | 'copy' | 'send' | 'trash' | 'discard';

export interface Step {
  kind: StepKind;
  /** The path that the file has then; of `trash` and `discard` the one that it had. */
  path: string;
  /** Of `move` and `copy`: where it is before. */
  from?: string;
  digest: string;
  sizeBytes: number;
}

/**
 * How a side comes from what it has to what is wanted, so that nothing is sent that is there under any path. What has
 * to go for another file goes when that one is there; what nobody wants goes last.
 *
 * @param sizes of the wanted files, by digest.
 */
export function arrange(
  { files, leftovers, bad }: Holdings,
  wanted: Wanted,
  sizes: ReadonlyMap<string, number>,
): Step[] {
  const have = new Map([...files, ...leftovers].map(([path, { digest }]) => [path, digest]));
  for (const path of bad) have.set(path, AS_IT_IS);
  /** What is at its place, by digest: from there it is copied. */
  const settled = new Map<string, string>();
  const free = new Map<string, string[]>();
  for (const [path, digest] of have) {
    if (wanted.get(path) === digest) settled.set(digest, path);
    else if (digest !== AS_IT_IS) free.set(digest, [...(free.get(digest) ?? []), path]);
  }
  const moves: Step[] = [];
  const steps: Record<'copied' | 'sent' | 'copiedThen', Step[]> = { copied: [], sent: [], copiedThen: [] };
  const sent = new Set<string>();
  for (const [path, digest] of [...wanted].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (have.get(path) === digest) continue;
    const step = { path, digest, sizeBytes: sizes.get(digest) ?? 0 };
    const movable = free.get(digest)?.shift();
    const there = settled.get(digest);
    if (movable !== undefined) moves.push({ ...step, kind: 'move', from: movable });
    else if (there === undefined) {
      steps.sent.push({ ...step, kind: 'send' });
      sent.add(digest);
    } else steps[sent.has(digest) ? 'copiedThen' : 'copied'].push({ ...step, kind: 'copy', from: there });
    settled.set(digest, there ?? path);
  }
  return [
    ...inOrder(moves),
    ...steps.copied,
    ...steps.sent,
    ...steps.copiedThen,
    ...unwanted(have, wanted, moves, sizes),
  ];
}

/** A file moves only to where no other waits to be moved from; of a ring one waits among what is on its way. */
function inOrder(moves: readonly Step[]): Step[] {
  const ordered: Step[] = [];
  let pending = [...moves];
  while (pending.length > 0) {
    const from = new Set(pending.map((step) => step.from));
    const ready = pending.filter(({ path }) => !from.has(path));
    const [first] = pending;
    if (ready.length > 0 || first === undefined) {
      ordered.push(...ready);
      pending = pending.filter((step) => !ready.includes(step));
    } else {
      const waiting = incomingPath(first, 'ring');
      ordered.push({ ...first, path: waiting });
      pending = pending.map((step) => (step === first ? { ...step, from: waiting } : step));
    }
  }
  return ordered;
}

function unwanted(
  have: ReadonlyMap<string, string>,
  wanted: Wanted,
  moves: readonly Step[],
  sizes: ReadonlyMap<string, number>,
): Step[] {
  const moved = new Set(moves.map(({ from }) => from));
  return [...have]
    .filter(([path]) => !wanted.has(path) && !moved.has(path))
    .map(([path, digest]) => ({
      kind: readIncomingPath(path) === undefined ? 'trash' : 'discard',
      path,
      digest,
      sizeBytes: sizes.get(digest) ?? 0,
    }));
}
