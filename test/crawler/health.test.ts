import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health, SourceError } from '../../core/health.ts';
import { gatherErrors } from '../../crawler/crawl-error.ts';
import { healthText, joinHealth, updateHealth } from '../../crawler/health.ts';
import type { SourceOutcome } from '../../crawler/health.ts';

const NOW = new Date('2026-03-20T12:00:00Z');
const WRONG = { code: 'http-status', message: 'expected 200, found 404, https://images.example/' };
const EMPTY: Health = { schema: 'osdex/health/1', sources: [] };

function outcome(more: Partial<SourceOutcome>): SourceOutcome {
  return { source: 'shelf', errors: [], stale: [], whole: false, asked: [], ...more };
}

/** The errors on record after a first whole crawl and one of these feeds. */
function errorsAfter(first: SourceError[], asked: SourceOutcome['asked'], second: SourceError[] = []) {
  const before = updateHealth(EMPTY, [outcome({ errors: gatherErrors(first), whole: true })], NOW, false);
  const after = updateHealth(before, [outcome({ errors: gatherErrors(second), asked })], NOW, false);
  return after.sources[0]?.errors ?? [];
}

test('what is wrong in several feeds alike is told once, with all of them', () => {
  const errors = [
    { feed: 'qemu', release: '1', ...WRONG },
    { feed: 'iso', release: '1', ...WRONG },
    { feed: 'iso', release: '1', ...WRONG },
    { feed: 'iso', release: '2', code: 'timeout', message: 'expected an answer in time, found none' },
  ];
  assert.deepEqual(gatherErrors(errors), [
    {
      ...WRONG,
      feeds: [
        { feed: 'iso', release: '1' },
        { feed: 'qemu', release: '1' },
      ],
    },
    errors[3],
  ]);
  assert.deepEqual(gatherErrors(errors.slice(1, 3)), errors.slice(1, 2), 'twice in one feed is one place');
});

test('an error of several feeds goes from those that are asked again and stays with the others', () => {
  const first = ['a', 'b', 'c'].map((feed) => ({ feed, release: '1', ...WRONG }));
  assert.deepEqual(errorsAfter(first, [{ feed: 'a', release: '1' }]), [
    {
      ...WRONG,
      feeds: [
        { feed: 'b', release: '1' },
        { feed: 'c', release: '1' },
      ],
    },
  ]);
  const asked = ['a', 'b'].map((feed) => ({ feed, release: '1' }));
  assert.deepEqual(errorsAfter(first, asked), [{ feed: 'c', release: '1', ...WRONG }]);
  assert.deepEqual(errorsAfter(first, asked, first.slice(0, 1)).length, 2);
  assert.deepEqual(errorsAfter(first, [{ feed: 'a', release: '2' }])[0]?.feeds?.length, 3);
});

test('an error of a whole release, or of the source, shows at whichever of its feeds is asked', () => {
  const ofRelease = { release: '1', code: 'catalog-invalid', message: 'expected a release' };
  assert.deepEqual(errorsAfter([ofRelease], [{ feed: 'a', release: '1' }]), []);
  assert.deepEqual(errorsAfter([ofRelease], [{ feed: 'a', release: '2' }]), [ofRelease]);
  const ofSource = { code: 'source-invalid', message: 'expected a source' };
  assert.deepEqual(errorsAfter([ofSource], [{ feed: 'a', release: '2' }]), []);
});

test('an address that a recording lacks is told once, of no feed', () => {
  const lacking = { code: 'not-recorded', message: 'expected 200, found 404 (not recorded)' };
  const errors = ['a', 'b'].map((feed) => ({ feed, release: '1', ...lacking }));
  assert.deepEqual(gatherErrors(errors), [lacking]);
  assert.deepEqual(gatherErrors(errors.slice(1)), errors.slice(1));
});

test('streams that stand still are news, and change nothing of how good the crawl was', () => {
  const stream = { feed: 'a', release: '1', stream: 'cloud', newest: '2026-01-01', expectedBy: '2026-02-01' };
  const first = updateHealth(EMPTY, [outcome({ whole: true })], new Date('2026-03-20T06:00:00Z'), false);
  const second = updateHealth(first, [outcome({ whole: true, stale: [stream] })], NOW, false);
  assert.deepEqual(second.sources, [
    {
      source: 'shelf',
      lastGood: '2026-03-20T12:00:00Z',
      lastTry: '2026-03-20T12:00:00Z',
      runs: 'o',
      stale: [stream],
    },
  ]);
  const later = new Date('2026-03-20T18:00:00Z');
  assert.equal(updateHealth(second, [outcome({ whole: true, stale: [stream] })], later, false), second);
});

/** The marks of the source after crawls on these days of March, each whole unless it says otherwise. */
function runsAfter(crawls: readonly (Partial<SourceOutcome> & { at: string })[]): string | undefined {
  let health = EMPTY;
  for (const { at, ...more } of crawls) {
    health = updateHealth(
      health,
      [outcome({ whole: true, ...more })],
      new Date(`2026-03-${at}:00:00Z`),
      false,
    );
  }
  return health.sources[0]?.runs;
}

test('each day has one mark, the worst of its crawls, and a day without a crawl has a dot', () => {
  const errors = [{ feed: 'a', release: '1', ...WRONG }];
  assert.equal(runsAfter([{ at: '01T06' }]), 'o');
  assert.equal(
    runsAfter([{ at: '01T06' }, { at: '02T06', errors }, { at: '02T18' }, { at: '05T06' }]),
    'ox..o',
  );
});

test('a crawl of some feeds alone leaves a mark of its own, which one of all takes the place of', () => {
  const asked = [{ feed: 'a', release: '1' }];
  assert.equal(runsAfter([{ at: '01T06', whole: false, asked }]), '-');
  assert.equal(runsAfter([{ at: '01T06', whole: false, asked }, { at: '01T18' }]), 'o');
  assert.equal(runsAfter([{ at: '01T06' }, { at: '02T18', whole: false, asked }]), 'o-');
});

test('a mark tells what a crawl found, not what was wrong before where it did not look', () => {
  const errors = [{ feed: 'b', release: '1', ...WRONG }];
  assert.equal(
    runsAfter([
      { at: '01T06', errors },
      { at: '02T06', whole: false, asked: [{ feed: 'a', release: '1' }] },
    ]),
    'x-',
  );
});

test('the marks of a day that is the same are no news, and another mark is', () => {
  const asked = [{ feed: 'a', release: '1' }];
  const first = updateHealth(EMPTY, [outcome({ asked })], NOW, false);
  const evening = new Date('2026-03-20T18:00:00Z');
  assert.equal(updateHealth(first, [outcome({ asked })], evening, false), first);
  const whole = updateHealth(first, [outcome({ whole: true })], evening, false);
  assert.deepEqual(whole.sources[0]?.runs, 'o');
  assert.equal(updateHealth(whole, [outcome({ asked })], new Date('2026-03-20T20:00:00Z'), false), whole);
});

test('a recording leaves the marks as they are, and none where there is none', () => {
  const live = updateHealth(EMPTY, [outcome({ whole: true })], NOW, false);
  const errors = [{ feed: 'a', release: '1', ...WRONG }];
  const replayed = updateHealth(live, [outcome({ whole: true, errors, stale: undefined })], undefined, false);
  assert.deepEqual([replayed.sources[0]?.lastTry, replayed.sources[0]?.runs], ['2026-03-20T12:00:00Z', 'o']);
  assert.equal(updateHealth(EMPTY, [outcome({ whole: true })], undefined, true).sources[0]?.runs, undefined);
});

test('a record of before there were marks is gone on with', () => {
  const old: Health = {
    ...EMPTY,
    sources: [{ source: 'shelf', lastGood: '2026-03-18T12:00:00Z', lastTry: '2026-03-18T12:00:00Z' }],
  };
  assert.equal(updateHealth(old, [outcome({ whole: true })], NOW, false).sources[0]?.runs, 'o');
});

test('two crawls of one day join to the worse mark of each day, in whatever order', () => {
  const errors = [{ feed: 'a', release: '1', ...WRONG }];
  const [before, today] = [new Date('2026-03-18T12:00:00Z'), NOW];
  const bad = updateHealth(EMPTY, [outcome({ whole: true, errors })], before, false);
  const ours = updateHealth(bad, [outcome({ whole: true })], today, false);
  const theirs = updateHealth(EMPTY, [outcome({ whole: true })], new Date('2026-03-19T12:00:00Z'), false);
  assert.deepEqual(joinHealth(ours, theirs), joinHealth(theirs, ours));
  assert.match(healthText(joinHealth(theirs, ours)), /lastTry: "2026-03-20T12:00:00Z"\n    runs: xoo\n/);
});
