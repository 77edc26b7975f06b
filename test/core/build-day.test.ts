import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildDay } from '../../core/build-day.ts';
import { noble } from '../site/sample.ts';

test('a build without a day of publication has the day of its signature', () => {
  const [signed, , , unsigned] = noble.builds;
  assert.ok(signed && unsigned);
  assert.deepEqual(buildDay(signed), { day: '2026-07-25', event: 'published' });
  assert.deepEqual(buildDay({ verification: signed.verification }), { day: '2026-07-25', event: 'signed' });
  assert.equal(buildDay({ verification: unsigned.verification }), undefined);
});
