import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INCOMING } from '../../../mirror/remote/store.ts';
import { arrange } from '../../../mirror/synchronise/arrange.ts';
import type { Holdings } from '../../../mirror/synchronise/survey.ts';

/** Digests are single letters here, and a file of `x` has 1 byte. */
function arranged(
  have: Record<string, string>,
  wanted: Record<string, string>,
  bad: string[] = [],
): string[] {
  const files = new Map(
    Object.entries(have).map(([path, letter]) => [
      path,
      { path, digest: digestOf(letter), sizeBytes: 1, modifiedMs: 0, record: undefined },
    ]),
  );
  const holdings: Holdings = {
    files,
    leftovers: new Map(),
    bad: new Set(bad),
    missing: new Set(),
    notes: [],
  };
  const sizes = new Map(Object.values({ ...have, ...wanted }).map((letter) => [digestOf(letter), 1]));
  const want = new Map(Object.entries(wanted).map(([path, letter]) => [path, digestOf(letter)]));
  return arrange(holdings, want, sizes).map(({ kind, from, path }) =>
    [kind, ...(from === undefined ? [] : [from]), path]
      .join(' ')
      .replaceAll(new RegExp(`${INCOMING}/([0-9a-f])\\1+-1-ring`, 'g'), 'aside'),
  );
}

function digestOf(letter: string): string {
  return `sha256:${letter.repeat(64)}`;
}

test('what is at its place is left alone, what is nowhere is sent, what nobody wants goes last', () => {
  assert.deepEqual(arranged({ a: 'a', old: 'c' }, { a: 'a', b: 'b' }), ['send b', 'trash old']);
});

test('a file under another path is moved, and copied where it is wanted twice', () => {
  assert.deepEqual(arranged({ old: 'a' }, { a: 'a', b: 'a' }), ['move old a', 'copy a b']);
  assert.deepEqual(arranged({ a: 'a' }, { a: 'a', b: 'a' }), ['copy a b']);
});

test('what is wanted twice is sent once', () => {
  assert.deepEqual(arranged({}, { a: 'a', b: 'a', c: 'b' }), ['send a', 'send c', 'copy a b']);
});

test('a chain of moves begins at its end', () => {
  assert.deepEqual(arranged({ a: 'a', b: 'b', c: 'c' }, { b: 'a', c: 'b', d: 'c' }), [
    'move c d',
    'move b c',
    'move a b',
  ]);
});

test('of a ring of moves one file waits aside', () => {
  assert.deepEqual(arranged({ a: 'a', b: 'b' }, { a: 'b', b: 'a' }), [
    'move b aside',
    'move a b',
    'move aside a',
  ]);
});

test('a file that another takes the place of moves on first where it is wanted elsewhere', () => {
  assert.deepEqual(arranged({ a: 'a' }, { a: 'b', kept: 'a' }), ['move a kept', 'send a']);
});

test('bad bytes are replaced where something is wanted, and go where nothing is', () => {
  assert.deepEqual(arranged({}, { a: 'a' }, ['a', 'b']), ['send a', 'trash b']);
});
