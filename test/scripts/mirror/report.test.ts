import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { keptFiles } from '../../mirror/kept-files.ts';
import { makeBuild, makeProduct, makeRelease } from '../../test-release.ts';
import { ownCatalog } from '../own-catalog.ts';
import { runMirror } from './run-mirror.ts';

test('report writes a page and the same as data, and knows by the catalog how old a build is', async (t) => {
  const { repository, keep } = await keptFiles(t);
  const { folder } = await ownCatalog(t, makeProduct(), [makeRelease('1', [makeBuild('20240105')])]);
  await keep('a.iso', 'the bytes of a', { id: 'example/1/cloud/20240105/example-20240105-amd64.qcow2' });
  await keep('b.iso', 'those of b', { state: 'bad' });
  const report = (...args: string[]) =>
    runMirror(repository.root, 'report', '--catalog', join(folder, 'catalog'), ...args);

  const told = await report('-o', join(folder, 'out'));
  assert.equal(told.exit, 0, told.err);
  assert.equal(told.out, `Written: ${join(folder, 'out/index.html')} and report.json\n`);
  const page = await readFile(join(folder, 'out/index.html'), 'utf8');
  assert.match(page, /<dt>Oldest<\/dt><dd>2024-01-05<small><bdi>a\.iso<\/bdi>/);
  const data = JSON.parse(await readFile(join(folder, 'out/report.json'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(
    [data['schema'], data['repository'], data['totalFiles'], data['totalBytes']],
    ['osdex/mirror-report/1', repository.root, 2, 24],
  );

  const again = await report('--json');
  const { byState } = JSON.parse(again.out) as { byState: unknown };
  assert.deepEqual(byState, { proven: { files: 1, bytes: 14 }, bad: { files: 1, bytes: 10 } });
  await readFile(join(repository.records, 'report/index.html'));
});
