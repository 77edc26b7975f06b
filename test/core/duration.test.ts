import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DAY_MS } from '../../core/day.ts';
import { parseDuration } from '../../core/duration.ts';

test('durations are read in each of their units', () => {
  assert.deepEqual(['45s', '30min', '12h', '30d', '2w', '1.5d', ' 7 d '].map(parseDuration), [
    45_000,
    1_800_000,
    43_200_000,
    30 * DAY_MS,
    14 * DAY_MS,
    1.5 * DAY_MS,
    7 * DAY_MS,
  ]);
});

test('what has no one length, no unit or no end is refused with what is expected', () => {
  for (const wrong of ['', '30', '1m', '1y', '-1d', '1d2h', '1e3d', 'd', '99999999d']) {
    assert.throws(
      () => parseDuration(wrong),
      { code: 'usage', message: /such as 45s, 30min, 12h, 30d or 2w/ },
      wrong,
    );
  }
});
