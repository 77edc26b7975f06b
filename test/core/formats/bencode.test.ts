import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bencode } from '../../../core/formats/bencode.ts';
import type { Bencodable } from '../../../core/formats/bencode.ts';

function encoded(value: Bencodable): string {
  return Buffer.from(bencode(value)).toString('latin1');
}

test('numbers, texts, bytes, lists and dictionaries are encoded', () => {
  assert.equal(encoded(0), 'i0e');
  assert.equal(encoded(-42), 'i-42e');
  assert.equal(encoded(5_000_000_000), 'i5000000000e');
  assert.equal(encoded(''), '0:');
  assert.equal(encoded('4:spam'), '6:4:spam');
  assert.equal(encoded(new Uint8Array([0, 255])), '2:\u0000\u00ff');
  assert.equal(encoded(['spam', 1, []]), 'l4:spami1elee');
  assert.equal(encoded({}), 'de');
});

test('a text is as long as its bytes in UTF-8', () => {
  assert.deepEqual(Buffer.from(bencode('é😀')), Buffer.from('6:é😀'));
});

test('keys come in the order of their bytes, and what is undefined does not', () => {
  assert.equal(encoded({ b: 1, a: undefined, 'a b': 2, ab: 3 }), 'd3:a bi2e2:abi3e1:bi1ee');
});

test('a number that is not whole is refused', () => {
  for (const number of [0.5, Number.NaN, 2 ** 53]) assert.throws(() => bencode(number), TypeError);
});
