import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeStream, judgeVisits } from '../../core/freshness.ts';
import type { Build } from '../../core/release.ts';
import { makeBuild } from '../test-release.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

function day(number: number): string {
  return new Date(Date.parse('2026-01-01') + number * DAY_MS).toISOString().slice(0, 10);
}

/** Builds of a stream whose first one came on 2026-01-01, by the waits between them. */
function buildsAfter(...waits: number[]): Build[] {
  let at = 0;
  return [0, ...waits].map((wait) => makeBuild(day((at += wait)).replaceAll('-', '')));
}

/** How many days after its newest build a stream is stale for the first time. */
function staleAfter(past: Parameters<typeof judgeStream>[0]): number | undefined {
  const days = past.builds.map(({ published = '' }) => published).sort();
  const newest = (Date.parse(days.at(-1) ?? '') - Date.parse('2026-01-01')) / DAY_MS;
  for (let wait = 0; wait < 2000; wait++)
    if (judgeStream(past, day(newest + wait)).state === 'stale') return wait;
  return undefined;
}

test('a regular stream is stale when one build was missed and the next one is due', () => {
  const builds = buildsAfter(30, 30, 30, 30);
  assert.deepEqual(judgeStream({ builds }, '2026-06-30'), {
    state: 'fresh',
    newest: '2026-05-01',
    expectedBy: '2026-06-30',
    everyDays: 30,
  });
  assert.deepEqual(judgeStream({ builds }, '2026-07-01'), {
    state: 'stale',
    newest: '2026-05-01',
    expectedBy: '2026-06-30',
    everyDays: 30,
  });
});

test('the longest of the last waits counts, however short the others are', () => {
  assert.equal(staleAfter({ builds: buildsAfter(60, 63, 140, 70, 63) }), 140 + 63 + 1);
  assert.equal(staleAfter({ builds: buildsAfter(10, 14, 4, 42, 7, 20) }), 42 + 14 + 1);
});

test('what was usual long ago counts no more', () => {
  const monthly = Array.from({ length: 12 }, () => 30);
  assert.equal(staleAfter({ builds: buildsAfter(300, ...monthly) }), 61);
});

test('a daily stream may rest for a week', () => {
  assert.equal(staleAfter({ builds: buildsAfter(1, 1, 1, 1, 3, 1, 1, 1, 1, 3) }), 8);
});

test('respins of one day are one build', () => {
  const respun = ['20260101', '20260101.1', '20260101.2', '20260101.3', '20260131', '20260131.1'];
  const builds = [...respun.map((serial) => makeBuild(serial)), makeBuild('20260302')];
  assert.deepEqual(judgeStream({ builds }, '2030-01-01'), { state: 'unknown' });
});

test('a stated cadence is enough with a single build, and stands instead of the past', () => {
  assert.equal(staleAfter({ builds: buildsAfter(), every: 10 }), 21);
  assert.equal(staleAfter({ builds: buildsAfter(30, 30, 30, 30), every: 7 }), 15);
});

test('too few builds, none, builds without a day and a release that has ended tell nothing', () => {
  const unknown = { state: 'unknown' };
  assert.deepEqual(judgeStream({ builds: buildsAfter(30, 30, 30) }, '2030-01-01'), unknown);
  assert.deepEqual(judgeStream({ builds: [], every: 7 }, '2030-01-01'), unknown);
  const imported = buildsAfter(1, 1, 1, 1, 1).map(({ published: _, ...build }): Build => ({
    ...build,
    verification: { level: 'imported', from: 'elsewhere' },
  }));
  assert.deepEqual(judgeStream({ builds: imported }, '2030-01-01'), unknown);
  const ended = { builds: buildsAfter(30, 30, 30, 30), endOfLife: '2026-08-01', every: 7 };
  assert.equal(judgeStream(ended, '2026-08-01').state, 'stale');
  assert.deepEqual(judgeStream(ended, '2026-08-02'), unknown);
});

test('a build that does not tell when it was published counts on the day it was signed', () => {
  const builds = buildsAfter(30, 30, 30, 30).map(({ published, ...build }): Build => {
    assert.ok(build.verification.level === 'signed');
    return { ...build, verification: { ...build.verification, signedAt: `${published}T23:00:00Z` } };
  });
  assert.equal(judgeStream({ builds }, '2026-07-01').state, 'stale');
});

test('a source whose last good crawl lies back too far is stale, and it is told whether it was tried', () => {
  const now = new Date('2026-03-20T12:00:00Z');
  const good = '2026-03-17T12:00:00Z';
  assert.deepEqual(judgeVisits({ lastGood: good, lastTry: good }, now, 3), { state: 'fresh' });
  assert.deepEqual(judgeVisits({ lastGood: good, lastTry: good }, now, 2), {
    state: 'stale',
    lastGood: good,
    stopped: true,
  });
  assert.deepEqual(judgeVisits({ lastGood: good, lastTry: '2026-03-20T06:00:00Z' }, now, 2), {
    state: 'stale',
    lastGood: good,
    stopped: false,
  });
  assert.deepEqual(judgeVisits({ lastTry: '2026-03-20T06:00:00Z' }, now, 2), {
    state: 'stale',
    lastGood: undefined,
    stopped: false,
  });
  assert.deepEqual(judgeVisits({}, now, 2), { state: 'unknown' });
});
