import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSize } from '../../core/byte-size.ts';

test('sizes are read in units of ten and of two', () => {
  assert.deepEqual(
    ['0', '512', '512B', '10MB', '10MiB', '1TB', '1.5 GiB', '2kb'].map(parseSize),
    [0, 512, 512, 10_000_000, 10_485_760, 1_000_000_000_000, 1_610_612_736, 2000],
  );
});

test('a unit that programs read differently, a sign or too much is refused with what is expected', () => {
  for (const wrong of ['', '10M', '10Mi', '-1MB', '1e3', 'MB', '1,5GB', '10iB', '99999PB']) {
    assert.throws(() => parseSize(wrong), { code: 'usage', message: /such as 500MB, 1.5GiB or 1TB/ }, wrong);
  }
});
