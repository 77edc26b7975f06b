import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptUnsigned } from '../../../core/trust/unsigned-text.ts';

test('bytes that nobody signed are taken as text with the level that the source states', () => {
  assert.deepEqual(
    { ...acceptUnsigned(Buffer.from('ä\r\n'), 'sums-only') },
    { text: 'ä\r\n', level: 'sums-only' },
  );
  assert.deepEqual({ ...acceptUnsigned(Buffer.from(''), 'weak') }, { text: '', level: 'weak' });
});
