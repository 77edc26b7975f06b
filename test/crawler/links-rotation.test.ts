import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '../../core/day.ts';
import { takeTurn } from '../../crawler/links-rotation.ts';
import type { Rotation } from '../../crawler/links-rotation.ts';

const START = Date.parse('2026-03-01T06:17:00Z');
const ROUND = 30;

interface Folder {
  url: string;
  addresses: number;
}

function folders(count: number): Folder[] {
  return Array.from({ length: count }, (_, index) => ({
    url: `https://images.example/${index}/`,
    addresses: 1,
  }));
}

/** The addresses of each run on these days after the start. */
function runs(
  all: readonly Folder[],
  days: readonly number[],
  {
    every = ROUND,
    limit = Number.POSITIVE_INFINITY,
    from,
  }: { every?: number; limit?: number; from?: Rotation } = {},
): { shares: string[][]; last: Rotation | undefined } {
  let last = from;
  const shares = days.map((day) => {
    const { due, next } = takeTurn(all, last, {
      now: new Date(START + day * DAY_MS),
      everyMs: every * DAY_MS,
      limit,
    });
    last = next;
    return due.map(({ url }) => url);
  });
  return { shares, last };
}

const month = Array.from({ length: ROUND }, (_, day) => day);
const urlsOf = (all: readonly Folder[]): string[] => all.map(({ url }) => url).toSorted();

test('a round of daily runs asks for every folder exactly once, about as many each day', () => {
  const all = folders(3000);
  const { shares } = runs(all, month);
  assert.deepEqual(shares.flat().toSorted(), urlsOf(all));
  const sizes = shares.map(({ length }) => length);
  assert.ok(Math.min(...sizes) > 60 && Math.max(...sizes) < 145, sizes.join(' '));
});

test('round after round each folder comes at the same distance', () => {
  const all = folders(200);
  const { shares } = runs(all, [...month, ...month.map((day) => day + ROUND)]);
  assert.deepEqual(shares.slice(ROUND), shares.slice(0, ROUND));
});

test('what missed days leave is taken by the next run, so that a day that is always missed starves nothing', () => {
  const all = folders(500);
  const workdays = [...month, ROUND].filter((day) => day % 7 < 5);
  const seen = runs(all, workdays).shares.flat();
  assert.deepEqual([...new Set(seen)].toSorted(), urlsOf(all));
  assert.ok(seen.length <= 500 * 1.1, `${seen.length} folders were asked for`);
});

test('after a pause longer than a round everything is due, and nothing twice', () => {
  const all = folders(100);
  const { shares } = runs(all, [0, 100]);
  assert.deepEqual(shares[1]?.toSorted(), urlsOf(all));
});

test('several runs a day take the shares of their hours', () => {
  const all = folders(3000);
  const { shares } = runs(all, [0, 0.25, 0.5, 0.75]);
  assert.equal(new Set(shares.flat()).size, shares.flat().length);
  assert.ok(shares.slice(1).every(({ length }) => length > 5 && length < 60));
});

test('what does not fit into the limit is where the next run begins, and a round of small runs leaves nothing out', () => {
  const all = folders(50);
  const { shares } = runs(all, [40, ...Array.from({ length: 24 }, (_, run) => 40 + run / 1000)], {
    limit: 2,
    from: { hand: 'c0ffee000000', doneTo: '2026-03-01T06:17:00Z' },
  });
  assert.deepEqual(
    shares.map(({ length }) => length),
    Array.from({ length: 25 }, () => 2),
  );
  assert.deepEqual(shares.flat().toSorted(), urlsOf(all));
});

test('a folder with more addresses than the limit is asked for as a whole, by itself', () => {
  const all = folders(10).map((folder) => ({ ...folder, addresses: 100 }));
  const options = { now: new Date(START), everyMs: DAY_MS, limit: 30 };
  const turn = takeTurn(all, undefined, options);
  assert.deepEqual([turn.due.length, turn.left], [1, 9]);
});

test('folders that come later take no turn from others', () => {
  const few = folders(300);
  const many = folders(600);
  const first = runs(few, month.slice(0, 15));
  const second = runs(many, month.slice(15), { ...(first.last === undefined ? {} : { from: first.last }) });
  const asked = [...first.shares, ...second.shares].flat();
  assert.equal(new Set(asked).size, asked.length);
  assert.ok(urlsOf(few).every((url) => asked.includes(url)));
});

test('a clock that went back takes nothing, and the hand stays', () => {
  const from = { hand: 'c0ffee000000', doneTo: '2026-04-01T00:00:00Z' };
  const { shares, last } = runs(folders(50), [0], { from });
  assert.deepEqual([shares, last], [[[]], from]);
});

test('a rotation that is handed on keeps its selection', () => {
  const from = { select: 'lts=true', hand: 'c0ffee000000', doneTo: '2026-03-01T06:17:00Z' };
  assert.equal(runs(folders(5), [1], { from }).last?.select, 'lts=true');
});
