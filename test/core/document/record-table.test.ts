import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDocument } from '../../../core/document/document.ts';
import { readRows, RecordTable } from '../../../core/document/record-table.ts';

const STREAMS = {
  stream: 'stable',
  architectures: {
    x86_64: {
      artifacts: {
        qemu: {
          release: '44.20261101.3.0',
          formats: { 'qcow2.xz': { disk: { location: 'https://a.example/x.qcow2.xz', sha256: 'abc' } } },
        },
        metal: {
          release: '44.20261101.3.0',
          formats: { iso: { disk: { location: 'https://a.example/x.iso', sha256: 'def' } } },
        },
      },
    },
  },
};

const TABLE = RecordTable.parse({
  records: 'architectures.{arch}.artifacts.{platform}.formats.*.*',
  fields: {
    url: 'location',
    serial: '/architectures.{arch}.artifacts.{platform}.release',
    stream: '/stream',
    missing: 'nothing',
  },
});

function rows(document: unknown, table: RecordTable) {
  return readRows(document, table, 'https://a.example/stable.json', 'page-unreadable');
}

test('a row has the fields of its record, those from the root, and what the path remembered', () => {
  assert.deepEqual(rows(STREAMS, TABLE), [
    {
      arch: 'x86_64',
      platform: 'qemu',
      url: 'https://a.example/x.qcow2.xz',
      serial: '44.20261101.3.0',
      stream: 'stable',
    },
    {
      arch: 'x86_64',
      platform: 'metal',
      url: 'https://a.example/x.iso',
      serial: '44.20261101.3.0',
      stream: 'stable',
    },
  ]);
});

test('where: keeps the rows whose fields match as a whole', () => {
  const only = { ...TABLE, where: { platform: 'qemu|openstack' } };
  assert.deepEqual(
    rows(STREAMS, only).map(({ platform }) => platform),
    ['qemu'],
  );
  assert.deepEqual(rows(STREAMS, { ...TABLE, where: { platform: 'qem' } }), []);
});

test('a document without such records is refused with where they were looked for', () => {
  assert.throws(() => rows({ releases: [] }, TABLE), {
    code: 'page-unreadable',
    message:
      'expected records at architectures.{arch}.artifacts.{platform}.formats.*.*, found none, https://a.example/stable.json',
  });
});

test('an expression that may take for ever is refused', () => {
  assert.equal(RecordTable.safeParse({ ...TABLE, records: 'a', where: { url: '(a+)+' } }).success, false);
  assert.equal(RecordTable.safeParse({ ...TABLE, records: 'a', where: { url: '(' } }).success, false);
});

test('YAML is read by its ending, JSON otherwise, and other text is refused', () => {
  assert.deepEqual(readDocument('- a: "1"\n', 'https://a.example/x.yaml', 'page-unreadable'), [{ a: '1' }]);
  assert.deepEqual(readDocument('[1]', 'https://a.example/x', 'page-unreadable'), [1]);
  for (const name of ['x.json', 'x.yaml']) {
    assert.throws(() => readDocument('{"a": [', name, 'sums-unreadable'), { code: 'sums-unreadable' }, name);
  }
});
