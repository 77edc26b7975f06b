import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { takeBreath } from '../../core/breath.ts';

test('what asks for more is read before what ends, one by one, and the network is looked at between', async () => {
  const order: string[] = [];
  let turns = 0;
  let isOver = false;
  const counting = (async () => {
    for (; !isOver; turns++) await setImmediate();
  })();
  const read = async (name: string, then: 'asks-more' | 'ends'): Promise<number> => {
    await takeBreath(then);
    order.push(name);
    return turns;
  };
  const at = await Promise.all([
    read('sums', 'ends'),
    read('other sums', 'ends'),
    read('page', 'asks-more'),
    read('other page', 'asks-more'),
  ]);
  isOver = true;
  await counting;
  assert.deepEqual(order, ['page', 'other page', 'sums', 'other sums']);
  const sorted = at.toSorted((a, b) => a - b);
  for (const [index, turn] of sorted.entries()) {
    if (index > 0) assert.ok(turn - (sorted[index - 1] ?? 0) >= 4, 'several turns between two of them');
  }
});

test('whoever comes when nothing waits goes on after a breath', async () => {
  await takeBreath('ends');
  await takeBreath('asks-more');
});
