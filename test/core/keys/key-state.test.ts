import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysSentence, keyState, stateWords } from '../../../core/keys/key-state.ts';
import { makeRegisteredKey, makeSubkey } from '../../registered-key.ts';

const NOW = new Date('2026-06-10T18:00:00Z');
const at = (day: string) => `${day}T00:00:00Z`;
const revoked = (reason: string) => ({ revoked: { at: at('2024-01-12'), reason } });

const WORDS: readonly [what: string, facts: object, words: string][] = [
  ['a key without an end', {}, 'good'],
  ['a key that ends in more than 90 days', { expires: at('2026-09-09') }, 'good'],
  ['a key that ends in 90 days', { expires: at('2026-09-08') }, 'expires in 90 days'],
  ['a key that ends tomorrow', { expires: at('2026-06-11') }, 'expires in 1 day'],
  ['a key that ends tonight', { expires: '2026-06-10T22:00:00Z' }, 'expires today'],
  ['a key that has ended today', { expires: '2026-06-10T18:00:00Z' }, 'expired 2026-06-10'],
  ['a key that has ended', { expires: at('2024-01-12') }, 'expired 2024-01-12'],
  ['a revoked key', revoked('retired'), 'revoked 2024-01-12 (retired)'],
  ['a key that is not here', { file: 'missing' }, 'not here'],
  ['a key with another in its place', { file: 'mismatch' }, 'another key in its place'],
  ['a key that the policy refuses', { weak: true }, 'too weak'],
  ['a key that may not sign', { signs: false }, 'signs nothing'],
  ['a key of which only the pin is known', { signs: undefined, file: undefined }, 'not looked at'],
  [
    'a key that signs by its newest subkey',
    { signs: false, subkeys: [makeSubkey('1', { expires: at('2025-01-01') }), makeSubkey('2')] },
    'good',
  ],
  [
    'a key whose last subkey ends soon',
    {
      signs: false,
      subkeys: [makeSubkey('1', { expires: at('2026-07-21') }), makeSubkey('2', revoked('retired'))],
    },
    'expires in 41 days',
  ],
  [
    'a key that takes its subkeys with it',
    { signs: false, expires: at('2025-01-01'), subkeys: [makeSubkey('1')] },
    'expired 2025-01-01',
  ],
  [
    'a key whose only signing subkey is revoked',
    { signs: false, subkeys: [makeSubkey('1', revoked('compromised'))] },
    'revoked 2024-01-12 (compromised)',
  ],
  [
    'a key whose only strong part ended',
    { weak: true, subkeys: [makeSubkey('1', { expires: at('2025-01-01') })] },
    'expired 2025-01-01',
  ],
];

for (const [what, facts, words] of WORDS) {
  test(`${what} is told as "${words}"`, () => {
    assert.equal(stateWords(keyState(makeRegisteredKey('A', facts), NOW)), words);
  });
}

test('all keys are told in one sentence, the good ones first', () => {
  const states = [{ file: 'missing' }, {}, { expires: at('2026-07-21') }, {}].map((facts) =>
    keyState(makeRegisteredKey('A', facts), NOW),
  );
  assert.equal(keysSentence(states), '4 keys: 2 good, 1 expiring soon, 1 not here.');
  assert.equal(keysSentence([]), 'No key is pinned.');
});
