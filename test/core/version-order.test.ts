import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareVersions } from '../../core/version-order.ts';

/** Each line from the oldest to the newest. */
const ORDERS = [
  ['4230.2.9', '4230.2.10', '4231.0.0', '10000.0.0'],
  ['9', '10', '11.2', '11.10'],
  ['20260119', '20260120', '20260120.1', '20260120.2', '20260120.10', '20260121'],
  ['20260120-2', '20260120-10'],
  ['13~beta1', '13~rc1', '13~rc2', '13', '13.1'],
  ['1~~', '1~', '1', '1.0'],
  ['24.04beta~1', '24.04beta', '24.04beta1'],
  ['1.~rc1', '1.', '1.0'],
  ['44-1.7', '44-1.10'],
  ['20211104T114140Z', '20211104T114141Z', '20211124T000000Z'],
  ['2026010100000000000000000000001', '2026010100000000000000000000002', '12026010100000000000000000000001'],
  ['', '0', '1'],
  ['1.0', '1.0a', '1.0b'],
];

test('versions are ordered as people read them', () => {
  for (const order of ORDERS) {
    order.forEach((a, left) => {
      order.forEach((b, right) => {
        assert.equal(Math.sign(compareVersions(a, b)), Math.sign(left - right), `${a} and ${b}`);
      });
    });
  }
});

test('leading zeros do not count', () => {
  assert.equal(compareVersions('26.04', '26.4'), 0);
  assert.equal(compareVersions('1.000', '1.0'), 0);
  assert.ok(compareVersions('1.010', '1.9') > 0);
});

test('the order does not depend on where the sorting starts', () => {
  const all = ORDERS.flat();
  const forwards = all.toSorted(compareVersions);
  assert.deepEqual(all.toReversed().toSorted(compareVersions), forwards);
  for (const a of all) {
    for (const b of all) {
      for (const c of all) {
        if (compareVersions(a, b) < 0 && compareVersions(b, c) < 0) {
          assert.ok(compareVersions(a, c) < 0, `${a} before ${b} before ${c}`);
        }
      }
    }
  }
});
