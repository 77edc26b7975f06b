import { dirname, relative, sep } from 'node:path';
import { simpleGit } from 'simple-git';

/** Unchanged lines that `git apply` is given around a change, to find its place. */
const CONTEXT = 3;
const NO_NEWLINE = '\\ No newline at end of file';

/** A patch that makes a file. `path` is relative to where the patch is applied. */
export function patchOfNewFile(path: string, text: string): string {
  const { lines, isWhole } = split(text);
  return [
    ...header(path, 'new file mode 100644', '/dev/null'),
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    ...(isWhole ? [] : [NO_NEWLINE]),
    '',
  ].join('\n');
}

/** A patch that replaces lines of a text by others; edits must not touch the same lines. */
export function patchOfLines(path: string, text: string, edits: readonly LineEdit[]): string {
  const { lines, isWhole } = split(text);
  const placed = edits
    .map((edit) => (!isWhole && edit.at === lines.length ? behindLast(lines, edit) : edit))
    .toSorted((a, b) => a.at - b.at);
  let shift = 0;
  const hunks = groupByPlace(placed).flatMap((group) => {
    const hunk = hunkOf(group, lines, isWhole, shift);
    shift += sum(group.map(({ remove, add }) => add.length - remove));
    return hunk;
  });
  return [...header(path, undefined, `a/${path}`), ...hunks, ''].join('\n');
}

/** Edits whose unchanged lines around them would meet belong into one hunk. */
function groupByPlace(edits: readonly LineEdit[]): LineEdit[][] {
  const groups: LineEdit[][] = [];
  for (const edit of edits) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group === undefined || last === undefined || edit.at - (last.at + last.remove) > 2 * CONTEXT)
      groups.push([edit]);
    else group.push(edit);
  }
  return groups;
}

/** @param shift by how many lines the edits before these have moved what follows. */
function hunkOf(
  edits: readonly LineEdit[],
  lines: readonly string[],
  isWhole: boolean,
  shift: number,
): string[] {
  const from = Math.max(0, (edits[0]?.at ?? 0) - CONTEXT);
  const body: string[] = [];
  const isCut = (behind: number): boolean => behind === lines.length && !isWhole;
  let next = from;
  const keepUntil = (to: number): void => {
    body.push(...lines.slice(next, to).map((line) => ` ${line}`));
    if (to > next && isCut(to)) body.push(NO_NEWLINE);
    next = Math.max(next, to);
  };
  for (const { at, remove, add } of edits) {
    keepUntil(at);
    next = at + remove;
    body.push(...lines.slice(at, next).map((line) => `-${line}`));
    if (remove > 0 && isCut(next)) body.push(NO_NEWLINE);
    body.push(...add.map((line) => `+${line}`));
  }
  keepUntil(Math.min(lines.length, next + CONTEXT));
  const added = sum(edits.map(({ remove, add }) => add.length - remove));
  const old = next - from;
  return [`@@ -${from + 1},${old} +${from + 1 + shift},${old + added} @@`, ...body];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Behind a last line that has no line end, which it is to get. */
function behindLast(lines: readonly string[], { add }: LineEdit): LineEdit {
  return { at: lines.length - 1, remove: 1, add: [...lines.slice(-1), ...add] };
}

/** Lines of a text that are replaced by others. */
export interface LineEdit {
  /** Index of the first line, from 0. */
  at: number;
  remove: number;
  add: string[];
}

/** The text after edits that do not touch the same lines. */
export function applyEdits(text: string, edits: readonly LineEdit[]): string {
  const lines = text.split('\n');
  for (const { at, remove, add } of edits.toSorted((a, b) => b.at - a.at)) lines.splice(at, remove, ...add);
  return lines.join('\n');
}

/**
 * What a patch names files from: `git apply` wants the root of the repository that a folder lies in, else the folder
 * that it runs in, taken to be the one above.
 *
 * @param folder as `realpath` gives it.
 * @returns the name of an absolute path in a patch.
 */
export async function patchNames(folder: string): Promise<(path: string) => string> {
  const root = await simpleGit(folder)
    .revparse(['--show-toplevel'])
    .then((top) => top.trim())
    .catch(() => dirname(folder));
  return (path) => relative(root, path).split(sep).join('/');
}

function header(path: string, mode: string | undefined, old: string): string[] {
  // As git does it: a name with blanks ends at a tab.
  const end = path.includes(' ') ? '\t' : '';
  return [
    `diff --git a/${path} b/${path}`,
    ...(mode === undefined ? [] : [mode]),
    `--- ${old}${old === '/dev/null' ? '' : end}`,
    `+++ b/${path}${end}`,
  ];
}

function split(text: string): { lines: string[]; isWhole: boolean } {
  const isWhole = text.endsWith('\n');
  return { lines: (isWhole ? text.slice(0, -1) : text).split('\n'), isWhole };
}
