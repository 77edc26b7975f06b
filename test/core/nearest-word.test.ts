import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearestWord } from '../../core/nearest-word.ts';

const KINDS = ['cloud', 'installer', 'live', 'netboot', 'container', 'board'];

test('a slip of the fingers is the word that was meant', () => {
  const slips = {
    clod: 'cloud',
    coud: 'cloud',
    cluod: 'cloud',
    LIVE: 'live',
    liev: 'live',
    instaler: 'installer',
  };
  for (const [slip, word] of Object.entries(slips)) assert.equal(nearestWord(slip, KINDS), word, slip);
  assert.equal(
    nearestWord('bord', ['bored', 'board', 'border']),
    'bored',
    'the first of those that are as near',
  );
});

test('what is far from every word is like none', () => {
  for (const word of ['', 'x', 'lo', 'disk', 'xxxxx', 'cloudcloud', 'y'.repeat(100_000)]) {
    assert.equal(nearestWord(word, KINDS), undefined, word.slice(0, 10));
  }
  assert.equal(nearestWord('cloud', []), undefined);
});
