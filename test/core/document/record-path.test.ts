import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findRecords, findText, RecordPath } from '../../../core/document/record-path.ts';

const DOCUMENT = {
  releases: [
    { version: '2026.11.01', files: { iso: 'a.iso' } },
    { version: '2026.10.01', size: 7 },
  ],
  architectures: { x86_64: { disk: { location: 'x' } }, aarch64: { disk: { location: 'y' } } },
  tree: [{ name: 'one', subitems: [{ name: 'two', subitems: [{ name: 'three' }] }] }],
};

function find(path: string | string[]): unknown[] {
  return findRecords(DOCUMENT, RecordPath.parse(path)).map(({ value }) => value);
}

test('a path leads through keys, any key of a level, and places of a list', () => {
  assert.deepEqual(find('releases.*.version'), ['2026.11.01', '2026.10.01']);
  assert.deepEqual(find('releases.0.files.iso'), ['a.iso']);
  assert.deepEqual(find('releases.*.nothing'), []);
  assert.deepEqual(find('version'), []);
});

test('keys that are named are remembered', () => {
  assert.deepEqual(findRecords(DOCUMENT, RecordPath.parse('architectures.{arch}.disk.location')), [
    { value: 'x', keys: { arch: 'x86_64' } },
    { value: 'y', keys: { arch: 'aarch64' } },
  ]);
});

test('any number of levels finds what is nested, each once', () => {
  assert.deepEqual(find('tree.**.name'), ['one', 'two', 'three']);
});

test('a key with a dot in it is written as part of a list', () => {
  const document = { annotations: { 'example.org/digest': 'sha256:1' } };
  const path = RecordPath.parse(['annotations', 'example.org/digest']);
  assert.equal(findText(document, path), 'sha256:1');
});

test('a field is text, a number or a truth value; objects and nothing are no field', () => {
  assert.equal(findText(DOCUMENT, RecordPath.parse('releases.1.size')), '7');
  assert.equal(findText({ available: true }, RecordPath.parse('available')), 'true');
  assert.equal(findText(DOCUMENT, RecordPath.parse('releases.0.files')), undefined);
  assert.equal(findText({ none: null }, RecordPath.parse('none')), undefined);
});

test('what every object has is no key of a document', () => {
  assert.deepEqual(find('constructor'), []);
  assert.deepEqual(find('releases.length'), []);
  assert.deepEqual(find(['__proto__']), []);
});

test('a path with an empty key, or with ** twice, is refused', () => {
  for (const path of ['', 'a..b', 'a.', '**.a.**'])
    assert.equal(RecordPath.safeParse(path).success, false, path);
});

test('a document of too many parts is given up', () => {
  const document = Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [at, Array(1500).fill({})]));
  assert.throws(() => findRecords(document, RecordPath.parse('**.name')), { code: 'too-large' });
});
