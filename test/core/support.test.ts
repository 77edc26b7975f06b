import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSupported, supportPhase } from '../../core/support.ts';

const DATES = { endOfLife: '2027-06-01', extendedSupport: '2032-04-21' };

test('a release is in general support, then in extended support, each with its last day, then ended', () => {
  const days = ['2022-04-21', '2027-06-01', '2027-06-02', '2032-04-21', '2032-04-22'];
  assert.deepEqual(
    days.map((day) => supportPhase(DATES, day)),
    ['general', 'general', 'extended', 'extended', 'ended'],
  );
});

test('a release without extended support ends with the general one, and one without an end goes on', () => {
  const { endOfLife } = DATES;
  assert.deepEqual(
    ['2027-06-01', '2027-06-02'].map((day) => supportPhase({ endOfLife }, day)),
    ['general', 'ended'],
  );
  assert.equal(supportPhase({}, '2099-01-01'), 'general');
});

test('supported means the support that everyone gets', () => {
  assert.deepEqual(
    ['2027-06-01', '2027-06-02'].map((day) => isSupported(DATES, day)),
    [true, false],
  );
});
