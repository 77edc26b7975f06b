import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addRun,
  joinRuns,
  lastRuns,
  RUN_DAYS,
  RUN_MARKS,
  RunHistory,
  runMarks,
} from '../../core/run-history.ts';

const at = (day: string): string => `2026-03-${day}T12:00:00Z`;

test('the last letter is of the day of the last try', () => {
  assert.deepEqual(
    [...runMarks({ lastTry: at('20'), runs: 'ox.-' })],
    [
      ['2026-03-17', 'o'],
      ['2026-03-18', 'x'],
      ['2026-03-20', '-'],
    ],
  );
});

test('thirty days are remembered, and what is older falls off with the dots that then come first', () => {
  const full = { lastTry: at('01'), runs: `x.${'o'.repeat(28)}` };
  assert.equal(addRun(full, at('02'), 'o'), 'o'.repeat(29));
  assert.equal(addRun(full, at('03'), 'x'), `${'o'.repeat(28)}.x`);
  assert.equal(addRun(full, '2026-06-01T00:00:00Z', 'o'), 'o');
});

test('a crawl of an earlier day, as by a clock that was put back, has its mark in its place', () => {
  assert.equal(addRun({ lastTry: at('20'), runs: 'oo' }, at('17'), 'x'), 'x.oo');
});

test('the days of a picture are always as many, whenever the source was tried last', () => {
  const marks = lastRuns({ lastTry: at('19'), runs: 'ox' }, '2026-03-20', 4).map(
    ({ day, mark }) => `${day} ${mark}`,
  );
  assert.deepEqual(marks, ['2026-03-17 .', '2026-03-18 o', '2026-03-19 x', '2026-03-20 .']);
  assert.equal(lastRuns({}, '2026-03-20').length, RUN_DAYS);
});

test('without a time, marks tell nothing', () => {
  assert.equal(runMarks({ runs: 'oo' }).size, 0);
  assert.equal(joinRuns({}, { runs: 'o' }), undefined);
});

test('histories join to one that can be written, in either order, and joining again changes nothing', () => {
  const past = fc
    .tuple(fc.integer({ min: 1, max: 28 }), fc.array(fc.constantFrom(...RUN_MARKS), { maxLength: 29 }))
    .map(([day, marks]) => ({ lastTry: at(String(day).padStart(2, '0')), runs: `o${marks.join('')}` }));
  fc.assert(
    fc.property(past, past, (one, other) => {
      const runs = joinRuns(one, other);
      assert.equal(RunHistory.safeParse(runs).success, true, runs);
      assert.equal(joinRuns(other, one), runs);
      const lastTry = one.lastTry > other.lastTry ? one.lastTry : other.lastTry;
      assert.equal(joinRuns({ lastTry, runs }, one), runs);
    }),
  );
});
