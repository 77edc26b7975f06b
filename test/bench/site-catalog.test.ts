import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeSiteCatalog, writeSiteCatalog } from '../../bench/site-catalog.ts';
import { readCatalog } from '../../core/catalog/catalog.ts';
import { artifactId } from '../../core/release.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('the large catalog is as large as asked for, keeps every rule of a catalog and is the same each time', async (t) => {
  const scale = { builds: 300, filesPerBuild: 20 };
  const made = await makeSiteCatalog(scale);
  assert.deepEqual(await makeSiteCatalog(scale), made);
  const folder = await temporaryFolder(t);
  await writeSiteCatalog(folder, made);
  const { products } = await readCatalog(folder);
  const releases = products.flatMap((product) => product.releases);
  const ids = releases.flatMap((release) =>
    release.builds.flatMap((build) =>
      build.artifacts.map((artifact) => artifactId(release, build, artifact)),
    ),
  );
  assert.ok(products.length > 60, `expected more than 60 products, found ${products.length}`);
  assert.equal(new Set(releases.flatMap(({ builds }) => builds)).size, scale.builds);
  assert.equal(new Set(ids).size, scale.builds * scale.filesPerBuild);
});
