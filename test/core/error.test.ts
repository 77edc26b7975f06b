import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OsdexError } from '../../core/error.ts';

test('a refusal carries its code, its place and its cause', () => {
  const cause = new Error('below');
  const error = new OsdexError('http-status', 'expected 200, found 404', {
    url: 'https://x.example/',
    path: 'a.yaml',
    cause,
  });
  assert.ok(error instanceof Error);
  const { name, code, message, url, path } = error;
  assert.deepEqual(
    { name, code, message, url, path, cause: error.cause },
    {
      name: 'OsdexError',
      code: 'http-status',
      message: 'expected 200, found 404',
      url: 'https://x.example/',
      path: 'a.yaml',
      cause,
    },
  );
});

test('a refusal without a cause has none', () => {
  const error = new OsdexError('usage', 'expected more');
  assert.equal('cause' in error, false);
  assert.deepEqual([error.url, error.path], [undefined, undefined]);
});
