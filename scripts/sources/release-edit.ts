import { isDeepStrictEqual } from 'node:util';
import { OsdexError } from '../../core/error.ts';
import { readYaml } from '../../core/files/yaml.ts';
import type { ReleaseFacts } from '../../core/release.ts';
import { Source } from '../../core/source/source.ts';
import { applyEdits } from '../patch.ts';
import type { LineEdit } from '../patch.ts';
import { scalar } from '../yaml-scalar.ts';

/** The facts of a release in the order in which people write them. */
const ORDER = ['codename', 'lts', 'released', 'endOfLife', 'extendedSupport', 'lifecycle'] as const;
type Fact = (typeof ORDER)[number];

/** Facts that a release is to have, in place of what it says of them now. */
export interface ReleaseChange {
  release: string;
  facts: ReleaseFacts;
}

/**
 * The edits that state facts of releases in the text of a source. A value is replaced where it stands; one that is
 * not stated yet comes where the others have it. Everything else, comments too, stays byte for byte.
 *
 * @throws OsdexError `usage` when the text is written so that this cannot be done, `source-invalid` when the source
 *   would not be valid afterwards, such as a release that ends before it comes.
 */
export function stateFacts(text: string, changes: readonly ReleaseChange[], path: string): LineEdit[] {
  const before = readYaml(text, Source, path, 'source-invalid');
  const lines = text.split('\n');
  const entries = entriesOf(lines);
  const replaced = new Map<number, string[]>();
  for (const { release, facts } of changes) {
    const entry = entries[before.releases.findIndex((one) => one.release === release)];
    if (entry === undefined) throw byHand(path);
    for (const fact of ORDER) {
      const value = facts[fact];
      if (value !== undefined) stateFact(lines, entry, fact, written(value), replaced);
    }
  }
  const edits = editsOf(lines, replaced);
  const after = readYaml(applyEdits(text, edits), Source, path, 'source-invalid');
  const wanted = before.releases.map((release) => ({
    ...release,
    ...changes.find((change) => change.release === release.release)?.facts,
  }));
  if (isDeepStrictEqual(after, { ...before, releases: wanted })) return edits;
  throw byHand(path);
}

/** Lines of an entry of the list: the index of the first, and of the one behind the last. */
interface Entry {
  from: number;
  to: number;
}

/** The entries under `releases:`, in their order. */
function entriesOf(lines: readonly string[]): Entry[] {
  const head = lines.findIndex((line) => /^releases:\s*(?:#.*)?$/.test(line));
  if (head === -1) return [];
  const next = lines.findIndex((line, at) => at > head && /^[^\s#-]/.test(line));
  const end = next === -1 ? lines.length : next;
  const indent = /^\s*- /.exec(lines.slice(head + 1, end).find((line) => /^\s*- /.test(line)) ?? '')?.[0];
  const starts = lines.flatMap((line, at) =>
    at > head && at < end && indent !== undefined && line.startsWith(indent) ? [at] : [],
  );
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? end }));
}

/** A value: in double quotes, in single ones, or plain. */
const VALUE = String.raw`"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'`;

function stateFact(
  lines: readonly string[],
  { from, to }: Entry,
  fact: Fact,
  value: string,
  replaced: Map<number, string[]>,
): void {
  const now = (at: number): string[] => replaced.get(at) ?? [lines[at] ?? ''];
  const earlier = ['release', ...ORDER.slice(0, ORDER.indexOf(fact))];
  if (/^\s*- *\{/.test(lines[from] ?? '')) {
    replaced.set(from, [stateInFlow(now(from)[0] ?? '', fact, value, earlier)]);
    return;
  }
  const find = (key: string): number =>
    lines.findIndex((line, at) => at >= from && at < to && new RegExp(`^\\s*(?:- +)?${key}:`).test(line));
  const at = find(fact);
  if (at !== -1) {
    const pattern = new RegExp(`^(\\s*(?:- +)?${fact}: *)(?:${VALUE}|[^\\s#]+)`);
    const [line = '', ...others] = now(at);
    replaced.set(at, [line.replace(pattern, (_, start: string) => start + value), ...others]);
    return;
  }
  const behind = earlier.map(find).findLast((found) => found !== -1);
  if (behind === undefined) return;
  const indent = (/^\s*(?:- +)?/.exec(lines[behind] ?? '')?.[0] ?? '').replace('-', ' ');
  const end = lines[behind]?.endsWith('\r') ? '\r' : '';
  replaced.set(behind, [...now(behind), `${indent}${fact}: ${value}${end}`]);
}

/** An entry in braces on one line, without the comment behind it. */
const BRACES = new RegExp(String.raw`^\s*- *\{(?:${VALUE}|[^"'}])*\}`);

function stateInFlow(line: string, fact: Fact, value: string, earlier: readonly string[]): string {
  const entry = BRACES.exec(line)?.[0] ?? '';
  const pair = (key: string): RegExp =>
    new RegExp(String.raw`([{,]\s*${key}:\s*)(${VALUE}|[^\s,}][^,}]*?)(?=\s*[,}])`);
  const behind = earlier.findLast((key) => pair(key).test(entry)) ?? 'release';
  const next = pair(fact).test(entry)
    ? entry.replace(pair(fact), (_, start: string) => start + value)
    : entry.replace(pair(behind), (whole: string) => `${whole}, ${fact}: ${value}`);
  return next + line.slice(entry.length);
}

function written(value: string | boolean): string {
  if (typeof value === 'boolean') return String(value);
  return /^\d/.test(value) ? JSON.stringify(value) : scalar(value);
}

/** Lines that stay and get others behind them are no part of an edit. */
function editsOf(lines: readonly string[], replaced: ReadonlyMap<number, string[]>): LineEdit[] {
  return [...replaced].map(([at, [first = '', ...others]]) =>
    first === lines[at] ? { at: at + 1, remove: 0, add: others } : { at, remove: 1, add: [first, ...others] },
  );
}

function byHand(path: string): OsdexError {
  const message = `expected releases: in ${path} as a list with the facts of each release one a line, or in braces on one line, found it written otherwise; state them by hand`;
  return new OsdexError('usage', message, { path });
}
