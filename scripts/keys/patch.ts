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

/** A patch that replaces lines of a text by others. */
export function patchOfLines(path: string, text: string, edit: LineEdit): string {
  const { lines, isWhole } = split(text);
  const { at, remove, add } = !isWhole && edit.at === lines.length ? behindLast(lines, edit) : edit;
  const from = Math.max(0, at - CONTEXT);
  const before = lines.slice(from, at);
  const removed = lines.slice(at, at + remove);
  const to = Math.min(lines.length, at + remove + CONTEXT);
  const after = lines.slice(at + remove, to);
  const endsFile = to === lines.length && !isWhole;
  const body = [
    ...before.map((line) => ` ${line}`),
    ...removed.map((line) => `-${line}`),
    ...(endsFile && after.length === 0 && removed.length > 0 ? [NO_NEWLINE] : []),
    ...add.map((line) => `+${line}`),
    ...after.map((line) => ` ${line}`),
    ...(endsFile && after.length > 0 ? [NO_NEWLINE] : []),
  ];
  const old = before.length + removed.length + after.length;
  const next = before.length + add.length + after.length;
  const range = `@@ -${from + 1},${old} +${from + 1},${next} @@`;
  return [...header(path, undefined, `a/${path}`), range, ...body, ''].join('\n');
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

/** The text after an edit. */
export function applyEdit(text: string, { at, remove, add }: LineEdit): string {
  return text
    .split('\n')
    .toSpliced(at, remove, ...add)
    .join('\n');
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
