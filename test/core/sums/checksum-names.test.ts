import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChecksumNames } from '../../../core/sums/checksum-names.ts';

const PARTS = ['', 'a', 'ab', 'b', '\0', '\uffff', '\u{1f600}'];
const WORDS = [
  ...new Set(PARTS.flatMap((one) => PARTS.flatMap((two) => PARTS.map((three) => one + two + three)))),
];

test('names are numbered in the order of their mention, those with the same beginning apart', () => {
  const text = WORDS.join('');
  // Which names share a bucket is left to chance; in some of these rounds any two of them do.
  for (let round = 0; round < 20; round++) {
    const names = new ChecksumNames(text, WORDS.length, 8);
    let at = 0;
    for (const [number, word] of WORDS.entries()) {
      assert.equal(names.find(word), undefined);
      assert.equal(names.numberAt(at, at + word.length), number);
      at += word.length;
    }
    assert.equal(names.size, WORDS.length);
    for (const [number, word] of WORDS.entries()) {
      assert.equal(names.find(word), number, JSON.stringify(word));
      assert.equal(names.numberOf(word), number);
      assert.equal(names.nameOf(number), word);
    }
  }
});

test('a name that does not stand in the text is known like the others', () => {
  const names = new ChecksumNames('ab', 3, 8);
  assert.deepEqual([names.numberOf('x\ny'), names.numberAt(0, 1), names.numberOf('ab')], [0, 1, 2]);
  assert.deepEqual(
    [names.numberAt(0, 2), names.numberOf('a'), names.numberOf('x\ny'), names.size],
    [2, 1, 0, 3],
  );
  assert.deepEqual(
    [0, 1, 2].map((number) => names.nameOf(number)),
    ['x\ny', 'a', 'ab'],
  );
});

test('what is longer than any name can be is not known', () => {
  const names = new ChecksumNames('abc', 1, 3);
  assert.equal(names.numberAt(0, 3), 0);
  assert.deepEqual(
    [names.find('abc'), names.find('abcd'), names.find('a'.repeat(1e6))],
    [0, undefined, undefined],
  );
});

test('names that a plain sum would throw together are found without delay', () => {
  const words = Array.from({ length: 4096 }, (_, index) =>
    index.toString(2).padStart(12, '0').replaceAll('0', 'ab').replaceAll('1', 'ba'),
  );
  const names = new ChecksumNames(words.join(''), words.length, 24);
  const before = process.cpuUsage();
  for (let round = 0; round < 100; round++) {
    assert.ok(words.every((_, index) => names.numberAt(index * 24, index * 24 + 24) === index));
  }
  // In one bucket they would take several seconds.
  assert.ok(process.cpuUsage(before).user < 1_500_000);
});
