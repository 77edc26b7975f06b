import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSource, loadSources } from '../../../core/source/source-files.ts';
import { SOURCE_TEXT, sourceTextWith } from '../../source-text.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

test('every source of a folder is read, in the order of their names', async (t) => {
  const folder = await temporaryFolder(t, {
    'zeta.yaml': sourceTextWith('product: example', 'product: zeta'),
    'example.yaml': SOURCE_TEXT,
    'keys/KEY.asc': 'a key',
    'README.md': 'not a source',
  });
  const { sources, errors } = await loadSources(folder);
  assert.deepEqual(
    sources.map(({ product }) => product),
    ['example', 'zeta'],
  );
  assert.deepEqual(errors, []);
});

test('a source with a mistake does not stop the others', async (t) => {
  const folder = await temporaryFolder(t, {
    'broken.yaml': 'schema: [\n',
    'example.yaml': SOURCE_TEXT,
    'other.yaml': SOURCE_TEXT,
  });
  const { sources, errors } = await loadSources(folder);
  assert.deepEqual(
    sources.map(({ product }) => product),
    ['example'],
  );
  assert.deepEqual(
    errors.map(({ source, error }) => [source, error.code, error.path]),
    [
      ['broken', 'source-invalid', join(folder, 'broken.yaml')],
      ['other', 'source-invalid', join(folder, 'other.yaml')],
    ],
  );
});

test('a source is named as its product', async (t) => {
  const folder = await temporaryFolder(t, { 'other.yaml': SOURCE_TEXT });
  const path = join(folder, 'other.yaml');
  await assert.rejects(loadSource(path), {
    code: 'source-invalid',
    message: `${path}:1: product: expected "other", as the file is named, found "example"`,
    path,
  });
});

test('a folder that is not there and one without sources are refused', async (t) => {
  const folder = await temporaryFolder(t, { 'README.md': 'nothing else' });
  await assert.rejects(loadSources(join(folder, 'missing')), {
    code: 'usage',
    message: `expected a folder of sources at ${join(folder, 'missing')}, found none`,
  });
  await assert.rejects(loadSources(folder), {
    code: 'usage',
    message: `expected *.yaml files in ${folder}, found none`,
  });
});
