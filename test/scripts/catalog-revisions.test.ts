import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { simpleGit } from 'simple-git';
import { catalogRevisions } from '../../scripts/catalog-revisions.ts';
import { temporaryFolder } from '../temporary-folder.ts';

test('the last changes of a catalog tell which releases and products they were about, newest first', async (t) => {
  const folder = await temporaryFolder(t);
  const catalog = join(folder, 'catalog');
  const git = simpleGit(folder);
  await git.init();
  const commit = async (message: string, ...files: string[]): Promise<void> => {
    for (const file of files) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), message);
    }
    await git.add('.');
    await git.raw('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '-qm', message);
  };
  await commit('begun', 'catalog/debian/product.yaml', 'catalog/debian/13.yaml', 'catalog/health.yaml');
  await commit('older builds', 'catalog/debian/13.yaml', 'catalog/debian/13/2025.yaml');
  await commit('of the code', 'code.ts');
  await commit('a heartbeat', 'catalog/health.yaml');
  const debian = { product: 'debian', release: '13' };
  const about = (all: Awaited<ReturnType<typeof catalogRevisions>>) =>
    all.map(({ releases, products }) => ({ releases, products }));
  const revisions = await catalogRevisions(catalog);
  assert.deepEqual(about(revisions), [
    { releases: [], products: [] },
    { releases: [debian], products: [] },
    { releases: [debian], products: ['debian'] },
  ]);
  assert.equal(revisions[0]?.revision, (await git.revparse(['--short=12', 'HEAD'])).trim());
  assert.ok(!Number.isNaN(Date.parse(revisions[0]?.time ?? '')));

  const shallow = join(folder, 'shallow');
  await git.clone(`file://${folder}`, shallow, ['--depth', '3']);
  assert.deepEqual(
    about(await catalogRevisions(join(shallow, 'catalog'))),
    [{ releases: [], products: [] }],
    'the first commit of a clone that is cut off seems to have brought everything',
  );
});

test('a catalog that is not under git has no revisions', async (t) => {
  assert.deepEqual(await catalogRevisions(await temporaryFolder(t)), []);
});
