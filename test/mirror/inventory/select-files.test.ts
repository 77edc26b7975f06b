import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSelector } from '../../../core/selector.ts';
import type { InventoryFile } from '../../../mirror/inventory/inventory-file.ts';
import { selectFiles } from '../../../mirror/inventory/select-files.ts';

function file(path: string, more: Partial<InventoryFile> = {}): InventoryFile {
  return {
    ...{ path, sizeBytes: 1, modifiedMs: 0, inode: '1', digests: [], state: 'proven', facets: {} },
    ...{ addedAt: '2026-07-26T04:00:00Z' },
    ...more,
  };
}

const FILES = [
  file('old.iso', { id: 'debian/13/netinst/13.9.0/a.iso', facets: { product: 'debian', arch: 'amd64' } }),
  file('new.iso', { id: 'debian/13/netinst/13.10.0/a.iso', facets: { product: 'debian', arch: 'amd64' } }),
  file('mine.iso', {
    ...{ name: 'Rescue stick', state: 'unknown', structure: { volumeId: 'GRML_2026' } },
    ...{ facets: { arch: 'amd64' }, addedAt: '2026-01-01T00:00:00Z' },
  }),
];

const paths = (selector: string, ...states: InventoryFile['state'][]): string[] =>
  selectFiles(FILES, parseSelector(selector), states).map(({ path }) => path);

test('files are selected by what is known of them; what is not known is not what is wanted', () => {
  assert.deepEqual(paths(''), ['old.iso', 'new.iso', 'mine.iso']);
  assert.deepEqual(paths('arch=x86_64'), ['old.iso', 'new.iso', 'mine.iso']);
  assert.deepEqual(paths('debian'), ['old.iso', 'new.iso']);
  assert.deepEqual(paths('arch=amd64', 'unknown', 'bad'), ['mine.iso']);
});

test('words are looked for in path, name, id and volume id', () => {
  assert.deepEqual(paths('q=rescue'), ['mine.iso']);
  assert.deepEqual(paths('q=grml mine'), ['mine.iso']);
  assert.deepEqual(paths('q=13.10'), ['new.iso']);
  assert.deepEqual(paths('q=nothing'), []);
});

test('latest counts the builds of a stream that are here, by version; since and until the day a file was added', () => {
  assert.deepEqual(paths('latest=1'), ['new.iso', 'mine.iso']);
  assert.deepEqual(paths('since=2026-07-01'), ['old.iso', 'new.iso']);
  assert.deepEqual(paths('until=2026-01-01'), ['mine.iso']);
});
