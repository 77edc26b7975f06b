import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '../../../core/day.ts';
import { isoTime } from '../../../core/names.ts';
import { chooseFiles } from '../../../mirror/inventory/choose-files.ts';
import type { Choice } from '../../../mirror/inventory/choose-files.ts';
import type { InventoryFile } from '../../../mirror/inventory/inventory-file.ts';

const NOW = new Date('2026-07-26T04:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * DAY_MS);

function file(path: string, readDaysAgo: number | undefined, sizeBytes = 10): InventoryFile {
  return {
    ...{ path, sizeBytes, modifiedMs: 0, inode: '1', digests: [], state: 'proven', facets: {} },
    addedAt: isoTime(daysAgo(1000)),
    ...(readDaysAgo === undefined ? {} : { checkedAt: isoTime(daysAgo(readDaysAgo)) }),
  };
}

const FILES = [
  file('a', 1),
  file('b', 40),
  file('never', undefined),
  file('c', 20),
  { ...file('gone', 99), state: 'missing' as const },
];

const chosen = (choice: Choice, files = FILES): string =>
  chooseFiles(files, choice, NOW)
    .map(({ path }) => path)
    .join(' ');

test('what is not there cannot be read; all else is, the longest unread first', () => {
  assert.equal(chosen({ kind: 'all' }), 'never b c a');
  assert.equal(chosen({ kind: 'older-than', ms: 20 * DAY_MS }), 'never b');
});

test('a rotation takes the share of all bytes that the time since the last run is of the whole time', () => {
  const rotation = (days: number, last: number | undefined): string =>
    chosen({
      ...{ kind: 'rotation', withinMs: days * DAY_MS },
      lastRun: last === undefined ? undefined : daysAgo(last),
    });
  assert.equal(rotation(80, 20), 'never', 'a quarter');
  assert.equal(rotation(80, 21), 'never b', 'more than a quarter takes another file');
  assert.equal(rotation(80, undefined), 'never', 'as if there was a run each day');
  assert.equal(rotation(30, 1), 'never b', 'what was not read for that long is read in any case');
  assert.equal(rotation(10, 500), 'never b c a');
});

test('runs every night have read all within the time', () => {
  let files = Array.from({ length: 50 }, (_, index) => file(`f${index}`, 30, 1 + (index % 7)));
  const read = new Set<string>();
  for (let day = 1; day <= 30; day++) {
    const now = daysAgo(-day);
    const choice: Choice = { kind: 'rotation', withinMs: 30 * DAY_MS, lastRun: daysAgo(1 - day) };
    const paths = new Set(chooseFiles(files, choice, now).map(({ path }) => path));
    if (day > 1) assert.ok(paths.size < 25, `day ${day} reads ${paths.size}`);
    for (const path of paths) read.add(path);
    files = files.map((one) => (paths.has(one.path) ? { ...one, checkedAt: isoTime(now) } : one));
  }
  assert.equal(read.size, 50);
});

test('a sample is drawn by lot, of at least one', () => {
  const lots = [0.9, 0.1, 0.5, 0.3];
  const random = (): number => lots.shift() ?? 0;
  assert.equal(chosen({ kind: 'sample', percent: 50, random }), 'b a');
  assert.equal(chosen({ kind: 'sample', percent: 1, random: () => 0 }), 'never');
});
