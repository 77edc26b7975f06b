import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeChange } from '../../core/change.ts';
import type { CatalogChange } from '../../core/change.ts';
import { digestOf } from '../../core/digest.ts';

const place = { product: 'ubuntu', release: '24.04', stream: 'server-cloud', serial: '20260725' };
const recorded = digestOf(Buffer.from('one'));
const found = digestOf(Buffer.from('two'));

test('every change is one line that says where and what', () => {
  const lines: [CatalogChange, string][] = [
    [
      { kind: 'build-added', artifacts: 6, level: 'signed', ...place },
      'ubuntu 24.04 server-cloud 20260725: added, signed, 6 files',
    ],
    [
      { kind: 'build-added', artifacts: 1, level: 'weak', ...place },
      'ubuntu 24.04 server-cloud 20260725: added, weak, 1 file',
    ],
    [{ kind: 'build-withdrawn', ...place }, 'ubuntu 24.04 server-cloud 20260725: withdrawn by its publisher'],
    [
      { kind: 'build-returned', ...place },
      'ubuntu 24.04 server-cloud 20260725: listed again by its publisher',
    ],
    [
      { kind: 'build-moved', ...place, to: 'https://old.example/20260725/' },
      'ubuntu 24.04 server-cloud 20260725: moved by its publisher to https://old.example/20260725/',
    ],
    [{ kind: 'evidence-renewed', ...place }, 'ubuntu 24.04 server-cloud 20260725: signed anew, same digests'],
    [
      { kind: 'signer-changed', from: 'A'.repeat(40), to: 'B'.repeat(40), ...place },
      `ubuntu 24.04 server-cloud 20260725: signed by another key, ${'B'.repeat(40)} instead of ${'A'.repeat(40)}; both are pinned`,
    ],
    [
      { kind: 'conflict', file: 'a.img', recorded, found, ...place },
      `ubuntu 24.04 server-cloud 20260725: CONFLICT, a.img is recorded as ${recorded} and offered as ${found}; the record stays`,
    ],
    [
      { kind: 'release-facts', product: 'ubuntu', release: '24.04' },
      'ubuntu 24.04: facts of the release updated',
    ],
  ];
  for (const [change, line] of lines) assert.equal(describeChange(change), line);
});
