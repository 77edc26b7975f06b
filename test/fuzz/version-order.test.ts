import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareVersions } from '../../core/version-order.ts';
import { anyText, outcomeOf, tries } from './fuzz.ts';

/** Short ones of few characters, so that they often have a beginning in common. */
const version = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...'00129.~-+aZ'.split('')), maxLength: 6 }) },
  { weight: 1, arbitrary: anyText },
);

const order = (a: string, b: string): number => Math.sign(compareVersions(a, b));

test('the order of two versions is the same from both sides', () => {
  fc.assert(
    fc.property(version, version, (a, b) => {
      assert.equal(order(a, b) + order(b, a), 0);
      assert.equal(order(a, a), 0);
    }),
    tries(2000),
  );
});

test('what is between two versions is so however they are asked for', () => {
  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      const [first, second, third] = [a, b, c].toSorted(compareVersions);
      assert.ok(first !== undefined && second !== undefined && third !== undefined);
      assert.ok(order(first, second) <= 0 && order(second, third) <= 0 && order(first, third) <= 0);
      if (order(a, b) === 0) assert.equal(order(a, c), order(b, c));
    }),
    tries(4000),
  );
});

test('versions of very many parts are compared at once', () => {
  for (const part of ['1.', '~', 'a1', '0', '~1']) {
    for (const end of ['1', '~', 'z', '']) {
      const long = part.repeat(20_000);
      const outcome = outcomeOf(() => order(long, long + end) + order(long + end, long));
      assert.deepEqual(outcome, { value: 0 });
    }
  }
});
