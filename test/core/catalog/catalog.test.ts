import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  openProduct,
  productFile,
  readCatalog,
  readHealth,
  releaseFile,
  sortArtifacts,
  sortBuilds,
  yearFile,
} from '../../../core/catalog/catalog.ts';
import { writeYaml } from '../../../core/files/yaml.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { makeArtifact, makeBuild, makeProduct, makeRelease } from '../../test-release.ts';

const NO_HEALTH = { schema: 'osdex/health/1', sources: [] };

test('a catalog that is not there, and one without products, is empty', async (t) => {
  const folder = await temporaryFolder(t, { 'README.md': 'no product' });
  assert.deepEqual(await readCatalog(join(folder, 'missing')), { products: [], health: NO_HEALTH });
  assert.deepEqual(await readCatalog(folder), { products: [], health: NO_HEALTH });
});

test('what is written is read back: products by name, releases newest first', async (t) => {
  const releases = [
    makeRelease('26.04', [makeBuild('20260725')], { released: '2026-04-23', lts: true }),
    makeRelease('24.04', [makeBuild('20260724')], { released: '2024-04-25' }),
    makeRelease('99', [], { released: '2023-01-01' }),
    makeRelease('10', []),
    makeRelease('9', []),
  ];
  const other = makeProduct({ product: 'another' });
  const health = {
    schema: 'osdex/health/1',
    sources: [
      {
        source: 'example',
        lastTry: '2026-11-20T12:00:00Z',
        errors: [{ feed: 'cloud', release: '26.04', code: 'timeout', message: 'expected an answer' }],
      },
    ],
  };
  const folder = await temporaryFolder(t, {
    [productFile('example')]: writeYaml(makeProduct()),
    [productFile('another')]: writeYaml(other),
    ...Object.fromEntries(
      releases.map((release) => [releaseFile('example', release.release), writeYaml(release)]),
    ),
    'health.yaml': writeYaml(health),
    'example/notes.txt': 'passed over',
  });
  assert.deepEqual(await readCatalog(folder), {
    products: [
      { product: other, releases: [] },
      { product: makeProduct(), releases },
    ],
    health,
  });
});

test("a release is one with its earlier years' builds", async (t) => {
  const builds = ['20260725', '20260101', '20251231', '20250101', '20241231'].map((serial) =>
    makeBuild(serial),
  );
  const release = makeRelease('24.04', builds, { codename: 'noble' });
  const part = (from: number, to: number) => writeYaml({ ...release, builds: builds.slice(from, to) });
  const folder = await temporaryFolder(t, {
    [productFile('example')]: writeYaml(makeProduct()),
    [releaseFile('example', '24.04')]: part(0, 2),
    [yearFile('example', '24.04', '2024')]: part(4, 5),
    [yearFile('example', '24.04', '2025')]: part(2, 4),
    'example/24.04/notes.txt': 'passed over',
  });
  const found = await openProduct(folder, 'example');
  assert.deepEqual(await found.findRelease(release.release), release);
  assert.equal(await found.findRelease('1.0'), undefined);
});

test('a product that the catalog does not have yet is not found', async (t) => {
  const folder = await temporaryFolder(t);
  assert.equal(await (await openProduct(folder, 'example')).findRelease('24.04'), undefined);
});

test('a file with a mistake is refused with its line and field', async (t) => {
  const wrong = writeYaml(makeRelease('24.04', [makeBuild('20260725')])).replace('sha512', 'sha0');
  const folder = await temporaryFolder(t, {
    [productFile('example')]: writeYaml(makeProduct()),
    [yearFile('example', '24.04', '2026')]: wrong,
    [releaseFile('example', '24.04')]: writeYaml(makeRelease('24.04', [])),
  });
  const path = join(folder, 'example/24.04/2026.yaml');
  await assert.rejects(readCatalog(folder), {
    code: 'catalog-invalid',
    message: `${path}:16: builds[0].verification.hash: expected one of "sha1"|"sha224"|"sha256"|"sha384"|"sha512"|"sha3-256"|"sha3-512"|"blake2b-512"`,
    path,
  });
});

test('a health file with a mistake is refused with its line and field', async (t) => {
  const folder = await temporaryFolder(t, {
    'health.yaml': 'schema: osdex/health/1\nsources:\n  - source: example\n    lastGood: "yesterday"\n',
  });
  const path = join(folder, 'health.yaml');
  await assert.rejects(readHealth(folder), {
    code: 'catalog-invalid',
    message: `${path}:4: sources[0].lastGood: expected a time as "YYYY-MM-DDTHH:MM:SSZ"`,
  });
});

test('releases without their product are refused', async (t) => {
  const folder = await temporaryFolder(t, {
    [releaseFile('example', '24.04')]: writeYaml(makeRelease('24.04', [])),
  });
  const path = join(folder, 'example/product.yaml');
  await assert.rejects(readCatalog(folder), {
    code: 'catalog-invalid',
    message: `expected ${path} beside the releases of example, found none`,
    path,
  });
});

test('builds are in one order, however they came: newest first, then stream, serial, address and file', () => {
  const undated = { published: undefined } as Partial<Parameters<typeof sortBuilds>[0][number]>;
  const order = [
    makeBuild('20260725.10', { published: '2026-07-25', url: 'https://images.example.org/z/' }),
    makeBuild('20260725.9', { published: '2026-07-25', url: 'https://images.example.org/y/' }),
    makeBuild('20260725', { url: 'https://images.example.org/a/' }),
    makeBuild('20260725', { url: 'https://images.example.org/b/', artifacts: [makeArtifact('a')] }),
    makeBuild('20260725', { url: 'https://images.example.org/b/', artifacts: [makeArtifact('b')] }),
    makeBuild('20260725', { stream: 'live' }),
    makeBuild('20260724'),
    makeBuild('4230.2.10', undated),
    makeBuild('4230.2.9', undated),
  ];
  assert.deepEqual(sortBuilds(order), order);
  assert.deepEqual(sortBuilds(order.toReversed()), order);
  assert.deepEqual(sortBuilds([...order.slice(4), ...order.slice(0, 4)]), order);
});

test('artifacts are in the order of their paths by code unit, on every machine', () => {
  const names = ['B.img', 'a.img', 'a/z.img', 'b.img', 'ä.img'];
  const artifacts = names.map((path) => makeArtifact('same.img', { path }));
  assert.deepEqual(
    sortArtifacts(artifacts.toReversed()).map(({ path }) => path),
    names,
  );
});
