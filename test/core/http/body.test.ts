import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBody, createPace } from '../../../core/http/body.ts';

test('a body is its chunks in order, however they are cut', () => {
  const whole = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 251));
  for (const size of [1, 7, 1000, 4999, 5000, 6000]) {
    const body = createBody();
    for (let start = 0; start < whole.length; start += size) body.add(whole.subarray(start, start + size));
    assert.equal(body.length, 5000);
    assert.deepEqual(body.bytes(), whole);
  }
  assert.deepEqual(createBody().bytes(), Buffer.alloc(0));
});

test('a body of the declared length lies in one place from its first byte, whatever was declared', () => {
  for (const declared of ['5000', '3', '9000', '-1', 'many', '1e300', undefined]) {
    const body = createBody(declared);
    for (let part = 0; part < 5; part++) body.add(Buffer.alloc(1000, part));
    assert.deepEqual(body.bytes(), Buffer.concat([0, 1, 2, 3, 4].map((part) => Buffer.alloc(1000, part))));
  }
  const exact = createBody('500000');
  exact.add(Buffer.alloc(100_000));
  for (let part = 0; part < 4; part++) exact.add(Buffer.alloc(100_000));
  assert.equal(exact.bytes().buffer.byteLength, 500_000);
});

test('a body keeps nothing of what its chunks were cut from', () => {
  const body = createBody();
  const source = Buffer.from('sums and much else');
  body.add(source.subarray(0, 4));
  source.fill(0);
  body.add(Buffer.from('!'));
  const bytes = body.bytes();
  assert.equal(bytes.toString(), 'sums!');
  assert.ok(bytes.buffer.byteLength <= Buffer.poolSize);
});

test('the pace is kept by 1 KiB a second over half a minute, and judged anew after', () => {
  let time = 0;
  const keepsPace = createPace(() => time);
  const at = (seconds: number, bytes: number): boolean => {
    time = seconds * 1000;
    return keepsPace(bytes);
  };
  assert.equal(at(29.9, 1), true, 'nothing is judged before half a minute');
  assert.equal(at(30, 30 * 1024 - 1), true);
  assert.equal(at(31, 1_000_000), true);
  assert.equal(at(61, 0), true);
  assert.equal(at(90, 0), true);
  assert.equal(at(92, 31 * 1024 - 1), false, 'what came before the last half minute does not count');
});
