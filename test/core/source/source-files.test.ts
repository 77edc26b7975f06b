import assert from 'node:assert/strict';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
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

/** A catalog with a source of its own beside two that osdex brings. */
async function makeCatalog(t: TestContext, products: string): Promise<{ own: string; shipped: string }> {
  const folder = await temporaryFolder(t, {
    'catalog/osdex.yaml': `schema: osdex/settings/1\nname: Ours\nproducts: ${products}\n`,
    'catalog/sources/middle.yaml': sourceTextWith('product: example', 'product: middle'),
    'osdex/sources/example.yaml': SOURCE_TEXT,
    'osdex/sources/zeta.yaml': sourceTextWith('product: example', 'product: zeta'),
  });
  return { own: join(folder, 'catalog/sources'), shipped: join(folder, 'osdex/sources') };
}

async function productsOf(t: TestContext, products: string): Promise<string[]> {
  const { own, shipped } = await makeCatalog(t, products);
  const { sources, errors } = await loadSources(own, shipped);
  assert.deepEqual(errors, []);
  return sources.map(({ product }) => product);
}

test('where osdex.yaml lies beside the folder, the products that it names are read from osdex', async (t) => {
  assert.deepEqual(await productsOf(t, '[zeta]'), ['middle', 'zeta']);
  assert.deepEqual(await productsOf(t, 'all'), ['example', 'middle', 'zeta']);
  assert.deepEqual(await productsOf(t, '[]'), ['middle']);
});

test('a catalog that takes every source from osdex needs no folder of its own', async (t) => {
  const { own, shipped } = await makeCatalog(t, '[example]');
  await rm(own, { recursive: true });
  const { sources } = await loadSources(own, shipped);
  assert.deepEqual(
    sources.map(({ product }) => product),
    ['example'],
  );
});

test('a source of the same name as one that is taken from osdex is refused, and the others are read', async (t) => {
  const { own, shipped } = await makeCatalog(t, '[example, zeta]');
  await rename(join(own, 'middle.yaml'), join(own, 'zeta.yaml'));
  const { sources, errors } = await loadSources(own, shipped);
  assert.deepEqual(
    sources.map(({ product }) => product),
    ['example'],
  );
  assert.deepEqual(
    errors.map(({ source, error }) => [source, error.code]),
    [['zeta', 'source-invalid']],
  );
  const message = errors[0]?.error.message ?? '';
  assert.match(
    message,
    /^expected one source of zeta, found two: .*catalog\/sources\/zeta\.yaml, and the one/,
  );
  assert.match(message, /osdex\.yaml without zeta to crawl by yours, rename yours .* or remove it/);
});

test('a product that osdex does not bring is told with the nearest name, and the others are read', async (t) => {
  const { own, shipped } = await makeCatalog(t, '[exampel, zeta]');
  const { sources, errors } = await loadSources(own, shipped);
  assert.deepEqual(
    sources.map(({ product }) => product),
    ['middle', 'zeta'],
  );
  assert.match(
    errors[0]?.error.message ?? '',
    /osdex\.yaml: products: expected a product that this osdex has a source of, found "exampel"; did you mean "example"\?/,
  );
});

test('an osdex.yaml with a mistake names the line and the field', async (t) => {
  const { own, shipped } = await makeCatalog(t, 'most');
  await assert.rejects(loadSources(own, shipped), {
    code: 'source-invalid',
    message: `${join(own, '../osdex.yaml')}:3: products: expected a list of products, or all`,
  });
});
